// What was tried since this page was opened, the newest first: a step moved, a number stretched, and what came of it.
import { signal } from "@preact/signals";

export interface Tried {
  /** When, as the clock shows it. */
  at: string;
  /** What was done, in words of the server. */
  text: string;
  /** In how many of 100 draws it held before, and after; "" where nothing was drawn. */
  from: string;
  to: string;
  /** Whether it was kept or put back, and how: "kept as a plan", "put back". */
  kept: string;
  /** Of a move in a plan: the orders before and after, by which it is known that it was put back later. */
  order?: { plan: string; before: string; after: string };
}

const KEY = "tried";
const MOST = 30;

export const tried = signal<Tried[]>(read());

/** Notes what was tried now. */
export function note(what: Omit<Tried, "at">): void {
  const at = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  const [last] = tried.value;
  const again = what.order !== undefined && last?.kept === what.kept && JSON.stringify(last.order) === JSON.stringify(what.order);
  set([{ at, ...what }, ...tried.value.slice(again ? 1 : 0)]);
}

/** Says that a plan has an order (again): the last move, if it led away from that, was put back. */
export function inOrder(plan: string, order: string): void {
  const [last] = tried.value;
  if (last?.order && last.kept !== "put back" && last.order.plan === plan && last.order.before === order) set([{ ...last, kept: "put back" }, ...tried.value.slice(1)]);
}

/** Says in how many of 100 draws an order holds, where that was not known when it was tried. */
export function came(plan: string, order: string, share: string): void {
  const [last] = tried.value;
  if (last?.order && last.to === "" && share && last.order.plan === plan && last.order.after === order) set([{ ...last, to: share }, ...tried.value.slice(1)]);
}

function set(moves: Tried[]): void {
  tried.value = moves.slice(0, MOST);
  try {
    sessionStorage.setItem(KEY, JSON.stringify(tried.value));
  } catch {
    // A browser that keeps nothing: it is there until the page is loaded again.
  }
}

function read(): Tried[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? (kept as Tried[]) : [];
  } catch {
    return [];
  }
}
