// The two plans or deals that were marked to be compared.
import { signal } from "@preact/signals";

/** A plan or deal of the case, or the best deal found: its order is what it does, phase by phase. */
export interface Marked {
  kind: "plan" | "deal" | "found";
  name: string;
  title: string;
  order: string[][];
}

export const marked = signal<Marked[]>([]);

/** Marks one, or takes the mark away; a third mark replaces the first. */
export function mark(one: Marked): void {
  const others = marked.value.filter((other) => !same(one, other));
  marked.value = others.length < marked.value.length ? others : [...marked.value.slice(-1), one];
}

export const isMarked = (one: Marked) => marked.value.some((other) => same(one, other));

const same = (one: Marked, other: Marked) => one.kind === other.kind && one.name === other.name;
