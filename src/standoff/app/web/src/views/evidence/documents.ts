// What the server says of sources and of what is cited of them.
import type { KeyPath, Plain } from "../../types";

export interface Listed {
  id: string;
  title: string;
  author: string;
  date: string;
  kind: string;
  url: string;
  file: string;
  unread: string;
  listed: boolean;
  cited: number;
  quoted: number;
  in_need: number;
}

export interface SourceList {
  sources: Listed[];
  missing: string;
}

export type State = "found" | "several" | "displaced" | "near" | "lost" | "unquoted" | "absent" | "unreadable" | "judged";

export interface Citation {
  place: KeyPath;
  under: string;
  targets: string[];
  numbers: string[];
  labels: string[];
  source: string;
  title: string;
  date: string;
  quote: string;
  at: string;
  says: string;
  judgement: string;
  by: string[];
  supports: string;
  grade: string;
  contradicts: boolean;
  stale: boolean;
  state: State;
  said: string;
  note: string;
  hint: string;
  instead: string;
}

/** Where in a text, in units of UTF-16, as strings are counted here. */
export interface Marked {
  start: number;
  end: number;
  citation: number;
}

export interface Reading {
  source: Listed;
  sha256: string;
  first_line: string;
  text: string;
  blocks: [number, number][];
  follow: number[];
  headings: number[];
  pages: [number, number][];
  marks: Marked[];
  citations: Citation[];
  offers: string[];
}

export interface Numbered {
  path: string;
  part: string;
  label: string;
  title: string;
  under: string;
  target: string;
  written: string;
  unit: string;
  strength: string;
  grade: string;
  firm: boolean;
  rests: string;
  sentence: string;
  citations: number[];
}

export interface Part {
  path: string;
  name: string;
  numbers: number;
  sourced: number;
  one_source: number;
  judged: number;
  bare: number;
  stale: number;
  contradicted: number;
  weight: number | null;
}

export interface Grounds {
  sentence: string;
  numbers: Numbered[];
  parts: Part[];
  citations: Citation[];
  in_need: number[];
  missing: string;
  unchecked: string;
}

export interface Hanging {
  plan: string;
  title: string;
  parts: Part[];
}

export interface Turning {
  plan: string;
  sentences: string[];
}

export interface Passage {
  source: string;
  title: string;
  date: string;
  at: string;
  passage: string;
  marks: { start: number; end: number }[];
  parties?: string[];
  steps?: string[];
}

export interface Found {
  found: number;
  asked: string;
  passages: Passage[];
  like: { word: string; like: string[] }[];
}

export interface Unread {
  passages: Passage[];
  named: number;
}

export interface Quoted {
  source: string;
  at: string;
  quote: string;
  prefix: string;
  suffix: string;
}

export interface Selected {
  found: { words: string; passages: Quoted[]; near: Quoted[] };
  places: [number, number][];
  meant: number | null;
  start: number | null;
  end: number | null;
  words: number;
  sentence: string;
  path: KeyPath | null;
  entry: { [key: string]: Plain } | null;
}
