// What the server says of two cases side by side: the document of `standoff compare --json`, and how it can be settled.
import type { Edit } from "../../types";

export interface Fares {
  verdict: "holds" | "breaks" | "refused" | null;
  holds: number | null;
}

export interface Effect {
  plan: string;
  a: Fares;
  b: Fares;
}

export interface Difference {
  kind: "steps" | "phases" | "times" | "groups" | "numbers";
  path: string;
  label: string;
  short: string;
  a: string;
  b: string;
  single: boolean;
  turns: number;
  moves: number | null;
  effects: Effect[];
  members: string[];
}

export interface ComparedPlan {
  plan: string;
  title: string;
  a: Fares;
  b: Fares;
  only: "" | "a" | "b";
}

export interface Comparison {
  a: { title: string; as_of: string; said: string };
  b: { title: string; as_of: string; said: string };
  talk: string;
  beside: string;
  plans: ComparedPlan[];
  differences: Difference[];
  unassessed: string;
  notes: string[];
  draws: number;
}

/** How one difference can be settled on the desk; null where it cannot. */
export interface Way {
  take: Edit[];
  wider: Edit[] | null;
  wider_says: string;
}

export interface Ways {
  /** Which side lies on the desk; "" where neither does. */
  desk: "a" | "b" | "";
  ways: { [path: string]: Way };
}

export interface Needs {
  numbers: { about: string[]; perfect: number }[];
}
