// What was tried in this window: which step was moved where, and what that did to the share of draws.
import { signal } from "@preact/signals";

export interface Tried {
  plan: string;
  what: string;
  was: string;
  now: string;
  /** The orders before and after, by which it is known that a move was put back. */
  before: string;
  after: string;
  kept: boolean;
}

const KEY = `standoff-tried${location.search}`;
const MOST = 40;

/** The moves of this window, the last one first. */
export const tried = signal<Tried[]>(remembered());

function remembered(): Tried[] {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter((one) => typeof one?.what === "string").slice(0, MOST) : [];
  } catch {
    return [];
  }
}

function set(moves: Tried[]): void {
  tried.value = moves.slice(0, MOST);
  try {
    sessionStorage.setItem(KEY, JSON.stringify(tried.value));
  } catch {
    // A window that may keep nothing has its moves for as long as it is open.
  }
}

export function attempted(move: Tried): void {
  const [last] = tried.value;
  const again = last && last.plan === move.plan && last.before === move.before && last.after === move.after && last.kept === move.kept;
  set(again ? [move, ...tried.value.slice(1)] : [move, ...tried.value]);
}

/** Says that a plan has an order (again): moves that led away from it were put back. */
export function inOrder(plan: string, order: string): void {
  const [last] = tried.value;
  if (last && last.kept && last.plan === plan && last.before === order) set([{ ...last, kept: false }, ...tried.value.slice(1)]);
}

/** A move as it is told: "Full relief in phase 3: 87 → 79, put back". */
export function told({ what, was, now, kept }: Tried): string {
  return `${what}${now ? `: ${was ? `${was} → ${now}` : now}` : ""}${kept ? "" : ", put back"}`;
}
