// The step that is held: lifted by mouse, keys or click, moved from place to place, then placed or put back.
import { computed, signal } from "@preact/signals";
import { called, desk } from "../../desk";
import { say } from "../../live";
import { Refusal } from "../../server";
import { note } from "../../tried";
import type { DropsDocument, Phases, PlaceEntry } from "./documents";
import { type Place, phaseOf, placesOf, same } from "./order";
import { cards, drops, known, phases, reorder, title, which } from "./store";

export interface Hold {
  step: string;
  /** The row of the card that was lifted, as a step of several owners has several. */
  row: string;
  from: Phases;
  places: Place[];
  /** Which place it has now, and which it had; -1 where it was not in the plan. */
  at: number;
  origin: number;
  by: "drag" | "keys" | "click";
}

export const held = signal<Hold | null>(null);
const answers = signal<DropsDocument | null>(null);

/** What every place gives, in the order of `held.places`; null until it is known. */
export const given = computed<PlaceEntry[] | null>(() => {
  const hold = held.value;
  const found = answers.value;
  return hold && found?.step === hold.step && found.places.length === hold.places.length ? found.places : null;
});

/** The order that is shown: that of the place of the held step, where it is possible, or of the plan. */
export const shown = computed<Phases | null>(() => {
  const hold = held.value;
  if (!hold) return phases.value;
  const entry = given.value?.[hold.at];
  return hold.at < 0 || entry?.problems.length ? hold.from : (entry?.phases ?? hold.places[hold.at]!.phases);
});

/** The card that is to have the focus as soon as it is drawn, of a step that is added or placed. */
export const wanted = { card: "", until: 0 };

export function wants(step: string, row: string): void {
  wanted.card = `${step} ${row}`;
  wanted.until = Date.now() + 3000;
}

/** What a step is called where room is short. */
export function short(step: string): string {
  const name = desk.value?.names.steps[step];
  return cards.value[step]?.name ?? (name?.short || name?.name) ?? called("steps", step);
}

const KEYS = "← → to move, Enter to place, Escape to put back.";

/** Lifts a step; says so, and asks what its places give. */
export function lift(step: string, row: string, by: Hold["by"]): void {
  const from = phases.value;
  if (!from || !desk.value?.sound) return;
  const places = placesOf(from, step);
  const origin = places.findIndex((one) => same(one.phases, from));
  const at = origin >= 0 ? origin : places.length - (places.length > 1 ? 2 : 1);
  held.value = { step, row, from, places, at, origin, by };
  answers.value = null;
  tell();
  drops(step, from).then(
    (document) => {
      if (held.value?.step !== step || held.value.from !== from) return;
      answers.value = document;
      tell();
    },
    (error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
      say(error.message);
    },
  );
}

/** Says what the place of the held step gives. */
function tell(): void {
  const hold = held.value;
  if (!hold || hold.at < 0) return;
  say(`${sentence(hold, hold.at)} ${hold.by === "keys" ? KEYS : ""}`.trim());
}

/** What is said of a place of the held step: by the server, as soon as it is known. */
export function sentence(hold: Hold, n: number): string {
  const entry = given.value?.[n];
  if (entry) return entry.says;
  const place = hold.places[n]!;
  return `${short(hold.step)}, ${place.alone ? "a phase of its own, " : "phase "}${phaseOf(place.phases, hold.step) + 1} of ${place.phases.length}.`;
}

/** Moves the held step to a place. */
export function move(to: number): void {
  const hold = held.value;
  if (!hold || to < 0 || to >= hold.places.length || to === hold.at) return;
  held.value = { ...hold, at: to };
  tell();
}

export function next(by: number): void {
  if (held.value) move(Math.max(0, Math.min(held.value.places.length - 1, held.value.at + by)));
}

/** Puts the held step where it was. */
export function putBack(): void {
  const hold = held.value;
  if (!hold) return;
  held.value = null;
  const tried = given.value?.[hold.at] ?? answers.value?.places[hold.at];
  if (hold.at !== hold.origin && tried && !tried.problems.length && hold.origin >= 0) {
    const order = { plan: which.value.key, before: JSON.stringify(hold.from), after: JSON.stringify(tried.phases) };
    note({ text: where(hold, hold.at), from: known(hold.from)?.share?.count ?? "", to: tried.count, kept: "put back", order });
  }
  answers.value = null;
  say(hold.origin < 0 ? `${short(hold.step)} is not added.` : `${short(hold.step)} is back where it was.`);
}

/** "Full relief in phase 3". */
function where(hold: Hold, n: number): string {
  const place = hold.places[n]!;
  const phase = phaseOf(place.phases, hold.step) + 1;
  return `${short(hold.step)} in ${place.alone ? `a phase of its own, ${phase}` : `phase ${phase}`}`;
}

/** Places the held step where it is held, or at another place; refused, in the words of `check`, where that is not possible. */
export async function put(n = held.value?.at ?? -1): Promise<boolean> {
  const hold = held.value;
  const place = hold?.places[n];
  if (!hold || !place) return false;
  let entry = given.value?.[n];
  if (!entry) {
    // What is not known yet may not be possible: nothing is placed before that is known.
    held.value = { ...hold, at: n };
    entry = await drops(hold.step, hold.from).then(({ places }) => places[n], () => undefined);
    if (held.value?.step !== hold.step) return false;
    if (entry) answers.value = await drops(hold.step, hold.from);
  }
  if (entry?.problems.length) {
    held.value = { ...hold, at: n };
    say(entry.says);
    return false;
  }
  if (n === hold.origin) {
    held.value = { ...hold, at: n };
    putBack();
    return true;
  }
  const what = where(hold, n);
  if (hold.by !== "drag") wants(hold.step, hold.row);
  held.value = null;
  answers.value = null;
  return reorder(entry?.phases ?? place.phases, hold.step, `${title.value.split(": ")[0]}: ${what}`, what);
}
