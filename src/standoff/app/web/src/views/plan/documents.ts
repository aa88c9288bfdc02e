// What the server says of a plan on the board: POST /api/plan, /api/drops and /api/order.

export interface Why {
  where: string;
  message: string;
  hint: string;
}

export interface Card {
  name: string;
  rows: string[];
  says: { [row: string]: string };
  now: boolean;
}

export interface Board {
  verdict: "holds" | "breaks" | "refused";
  verdict_says: string;
  headline: string;
  trust: number | null;
  weakest: { phase: number | null; party: string | null; says: string };
  why: string;
  calendar: { months: number; says: string; date: string }[];
  margins: { [party: string]: (number | null)[] };
  idle: { [party: string]: string[] };
  gain: { [party: string]: number };
  against: { party: string; says: string }[];
}

export interface Often {
  draws: number;
  holds: number;
  low: number;
  high: number;
  count: string;
  band: string;
  says: string;
}

export type Phases = string[][];

export interface PlanDocument {
  phases: Phases;
  problems: Why[];
  board: Board | null;
  often: Often | null;
  cards: { [step: string]: Card };
}

export interface PlaceEntry {
  phase: number;
  alone: boolean;
  at: number;
  phases: Phases;
  problems: Why[];
  board: Board | null;
  holds: number | null;
  count: string;
  head: string;
  detail: string;
  says: string;
}

export interface DropsDocument {
  step: string;
  draws: number;
  places: PlaceEntry[];
}

export interface OrderDocument {
  says: string;
  phases: Phases;
  board: Board | null;
  often: Often | null;
}
