// What of the plan is looked at: a step, and the row whose "why?" was asked.
import { signal } from "@preact/signals";
import { say } from "../../live";
import { Refusal, post } from "../../server";
import { shown } from "./hold";
import { known, which } from "./store";

/** The step whose times can be edited beside the board. */
export const selected = signal<string>("");

/** Why a party would carry on or walk out at the start of a phase; `says` is null while it is asked. */
export const why = signal<{ party: string; phase: number; says: string | null } | null>(null);

/** Asks why; the sentences are those of `explain`. */
export function explain(party: string, phase: number): void {
  const { kind, key } = which.value;
  const board = known(shown.value)?.board;
  const mine = { party, phase, says: null };
  why.value = mine;
  const told = (says: string) => {
    if (why.value !== mine) return;
    why.value = { ...mine, says };
    say(says);
  };
  if (board && board.weakest.party === party && board.weakest.phase === phase) return told(board.why);
  if (kind !== "plan" && kind !== "deal") return told("Make it a plan of the case first: then it can be asked of every bar.");
  post<{ why: string }>("/api/explain", { [kind]: key, phase, party }).then(
    (document) => told(document.why),
    (error: unknown) => told(error instanceof Refusal ? error.message : "That could not be asked."),
  );
}
