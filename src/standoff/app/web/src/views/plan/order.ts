// Where steps stand in an order of phases: pure functions.
import type { Phases } from "./documents";

/** A place of a step, counted in the phases without it: among those of `phase`, or alone before it. */
export interface Place {
  phase: number;
  alone: boolean;
  phases: Phases;
}

/** An order without a step; phases that are left empty are gone. */
export function without(phases: Phases, step: string): Phases {
  return phases.map((phase) => phase.filter((one) => one !== step)).filter((phase) => phase.length);
}

/** All places of a step, from the first to the last, in the order in which the server has them. */
export function placesOf(phases: Phases, step: string): Place[] {
  const others = without(phases, step);
  const with_ = (k: number) => phases.find((phase) => phase.includes(step) && phase.some((one) => others[k]!.includes(one))) ?? [...others[k]!, step];
  const found: Place[] = [];
  others.forEach((_, k) => {
    found.push({ phase: k + 1, alone: true, phases: [...others.slice(0, k), [step], ...others.slice(k)] });
    found.push({ phase: k + 1, alone: false, phases: [...others.slice(0, k), with_(k), ...others.slice(k + 1)] });
  });
  return [...found, { phase: others.length + 1, alone: true, phases: [...others, [step]] }];
}

export function same(a: Phases, b: Phases): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** Which phase of another order, from 0, is the same but for one step as each phase of this; null: there is none. */
export function matched(phases: Phases, other: Phases, step: string | null): (number | null)[] {
  const bare = (phase: string[]) => JSON.stringify(phase.filter((one) => one !== step).sort());
  const left = other.map(bare);
  return phases.map((phase) => {
    const alone = bare(phase) === "[]";
    const found = alone ? other.findIndex((one) => bare(one) === "[]" && one.includes(step ?? "")) : left.indexOf(bare(phase));
    return found < 0 ? null : found;
  });
}

/** The phase of a step, from 0, or -1. */
export function phaseOf(phases: Phases, step: string): number {
  return phases.findIndex((phase) => phase.includes(step));
}
