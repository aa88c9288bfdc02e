// What of the plan is looked at: a step, and the row whose "why?" was asked.
import { signal } from "@preact/signals";
import { say } from "../../live";
import { Refusal, post } from "../../server";
import { shown } from "./hold";
import { options } from "./store";

/** The step whose times can be edited beside the board. */
export const selected = signal<string>("");

/** Why a party would carry on or walk out at the start of a phase; `says` is null while it is asked. */
export const why = signal<{ party: string; phase: number; says: string | null } | null>(null);

/** Asks why; the sentences are those of `explain`. */
export function explain(party: string, phase: number): void {
  const mine = { party, phase, says: null };
  why.value = mine;
  const told = (says: string) => {
    if (why.value !== mine) return;
    why.value = { ...mine, says };
    say(says);
  };
  post<{ why: string }>("/api/why", { ...options(shown.value), phase, party }).then(
    (document) => told(document.why),
    (error: unknown) => told(error instanceof Refusal ? error.message : "That could not be asked."),
  );
}
