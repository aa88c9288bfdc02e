// What the server says of what is to be saved, and of what became of the file outside.
import type { Problem } from "../../types";

export interface Hunk {
  /** Where in the case: "steps.peace_treaty". */
  where: string;
  line: number;
  old: string[];
  new: string[];
}

export interface FileHunks {
  file: string;
  hunks: Hunk[];
}

/** What differs from the files as they were read, and what could be said of why. */
export interface Diff {
  version: number;
  files: FileHunks[];
  reasons_for: { path: string; label: string }[];
  problems: Problem[];
}

/** Lines that both changed. */
export interface Touching {
  file: string;
  where: string;
  line: number;
  base: string[];
  mine: string[];
  theirs: string[];
}

/** A change made outside: what each side did to the lines as they were. */
export interface OutsideDocument {
  what: "changed" | "gone" | "unreadable" | "";
  message: string;
  /** Which lines were changed there and here, and whether they touch. */
  said: string;
  merges: boolean;
  beside: string;
  mine: FileHunks[];
  theirs: FileHunks[];
  touching: Touching[];
}
