// What the server says of the case on the desk: the document of GET /api/case.

/** Plain data, as a case holds it. */
export type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };

/** Where something is in a case: names of keys, and positions in lists from 0. */
export type KeyPath = (string | number)[];

export type Edit =
  | { op: "set"; path: KeyPath; value: Plain; was?: Plain }
  | { op: "add"; path: KeyPath; value: Plain }
  | { op: "remove"; path: KeyPath; was?: Plain }
  | { op: "source"; id: string; entry: Plain; text?: string };

export interface Problem {
  file: string;
  line: number | null;
  column: number | null;
  severity: "error" | "warning";
  path: string;
  message: string;
  hint: string;
}

export interface Named {
  name: string;
  short: string;
}

export interface StepNamed extends Named {
  by: string[];
  takes: string;
  seen: string;
  undo: string;
}

export interface SourceNamed {
  title: string;
  date: string;
  has_text: boolean;
}

export interface Gesture {
  label: string;
  at: string;
}

/** What another program did to the file while it is open here. */
export interface Outside {
  what: "changed" | "gone" | "unreadable";
  at: string;
  message: string;
  merges: boolean;
}

export interface CaseDocument {
  folder: string;
  file: string;
  title: string;
  as_of: string;
  empty: boolean;
  sha256: string;
  version: number;
  text: string;
  data: { [key: string]: Plain };
  places: { [path: string]: [number, number] };
  sound: boolean;
  problems: Problem[];
  names: {
    parties: { [key: string]: Named };
    steps: { [key: string]: StepNamed };
    plans: { [key: string]: Named };
    deals: { [key: string]: Named };
    choices: { [key: string]: string[] };
    sources: { [id: string]: SourceNamed };
  };
  views: string[];
  history: string[];
  dirty: number;
  can_undo: boolean;
  can_redo: boolean;
  saved_at: string;
  outside: Outside | null;
  gestures: Gesture[];
}
