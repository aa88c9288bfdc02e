// What `standoff numbers --json` says: the document that this view lays out.
import type { Plain } from "../../types";

export interface Turn {
  at: number;
  up: boolean;
  becomes: string;
  party: string | null;
  chance: number | null;
  shown: string;
  said: string;
}

export interface Row {
  path: string;
  label: string;
  short: string;
  name: string;
  group: string;
  called: string;
  kind: string;
  party: string | null;
  unit: "points" | "years" | "chance";
  counted: string;
  per: number;
  value: Plain;
  text: string;
  shape: string;
  low: number;
  high: number;
  mode: number | null;
  median: number;
  atoms: [number, number][];
  looked: [number, number];
  least: number | null;
  most: number | null;
  density: { low: number; high: number; heights: number[] } | null;
  turns: Turn[];
  chance: number | null;
  says: boolean;
  correlated: boolean;
  basis: { strength: string; said: string };
}

export interface Aside {
  party: string;
  name: string;
  counts: boolean;
  counted: number;
  left_out: number;
  said: string;
}

export interface NumbersDocument {
  plan: string | null;
  kind: "plan" | "deal" | null;
  title: string;
  verdict: string | null;
  holds: number | null;
  between: [number, number] | null;
  said: string[];
  level: number;
  numbers: Row[];
  groups: { key: string; title: string; party: string | null; unit: string }[];
  aside: Aside[];
  drives: { measure: string; drivers: { path: string; short: string; total: number }[] } | null;
  notes: string[];
}
