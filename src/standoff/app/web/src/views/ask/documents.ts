// What the server says of a party that is asked about: the document of `standoff ask --json`.
import type { Plain } from "../../types";

export type Kind = "rather" | "how_many" | "order";
export type Said = "left" | "right" | "same" | "neither" | "between" | "ordered" | "cannot_say";

/** An answer as it is sent; what is not of its kind is left out. */
export interface Answer {
  kind: Kind;
  left?: string[];
  right?: string[];
  answer: Said;
  low?: number;
  high?: number;
  order?: string[][];
  by?: string;
  on?: string;
}

export interface Side {
  steps: string[];
  title: string;
  detail: string;
}

export interface Question {
  kind: Exclude<Kind, "order">;
  left: Side;
  right: Side;
  sentence: string;
  answers: Said[];
  why: string;
  most: number | null;
}

export interface Worth {
  path: string;
  step: string;
  title: string;
  detail: string;
  case_low: number;
  case_high: number;
  box_low: number;
  box_high: number;
  low: number;
  high: number;
  share: number;
}

export interface Contradiction {
  answers: number[];
  sentence: string;
}

export interface Offered {
  path: string;
  was: Plain;
  value: Plain;
  under: string;
  evidence: { [key: string]: Plain };
  sentence: string;
}

export interface Asked {
  party: string;
  name: string;
  headline: string;
  holding: string;
  answers: { number: number; sentence: string }[];
  contradictions: Contradiction[];
  questions: Question[];
  worths: Worth[];
  order: string[];
  accept: Offered[];
  notes: string[];
}
