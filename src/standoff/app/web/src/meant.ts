// Which plan or deal is meant: the one that was looked at last, which the views hand on to each other.
import { signal } from "@preact/signals";
import { desk } from "./desk";

/** `plan:KEY` or `deal:KEY`; "" until one was looked at. */
const last = signal("");

/** Remembers which one a view shows; what is no plan or deal of the case is not handed on. */
export function mean(name: string): void {
  if (isThere(name) && last.peek() !== name) last.value = name;
}

/** The one that was looked at last, if the case still has it. */
export const meant = (): string => (isThere(last.value) ? last.value : "");

function isThere(name: string): boolean {
  const [kind, ...rest] = name.split(":");
  const names = kind === "plan" ? desk.value?.names.plans : kind === "deal" ? desk.value?.names.deals : undefined;
  return names !== undefined && Object.hasOwn(names, rest.join(":"));
}
