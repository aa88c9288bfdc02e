// What the view holds: the sources, the one that is open, what numbers rest on, and what is selected.
import { computed, signal } from "@preact/signals";
import { go, place } from "../../address";
import { at, attempt, desk, edit } from "../../desk";
import { ask, get, post, stop } from "../../server";
import type { Edit, KeyPath, Plain } from "../../types";
import type { Citation, Grounds, Hanging, Numbered, Reading, Selected, SourceList, Turning } from "./documents";

export const sources = signal<SourceList | null>(null);
export const grounds = signal<Grounds | null>(null);
/** What hangs on the numbers for a plan or a deal; null where that is not known (yet). */
export const hanging = signal<Hanging | null>(null);

/** Where the number that is looked at turns the verdict. */
export const turning = signal<Turning | null>(null);

/** The plan or the deal that this is asked of; "": the first that there is. */
export const plan = signal("");

export const reading = signal<Reading | null>(null);

/** What cannot be read of the source that was asked for, in the words of the server. */
export const unreadable = signal("");

/** The words that are being attached, by their place in the text that is open. */
export const picked = signal<{ start: number; end: number } | null>(null);

/** Words whose place is known otherwise than by selecting them, which are to be attached. */
export const typed = signal<{ source: string; start: number; end: number } | null>(null);

/** The form that is open in place of a text: for a new source (""), or for the text of one that has none. */
export const adding = signal<string | null>(null);

/** Where in the text to go to, once it is there. */
export const goal = signal<{ source: string; place: number } | { source: string; passage: string } | null>(null);

/** Whether what was found stands aside, as one of its passages is being read. */
export const aside = signal(false);

/** What is known to be of an earlier version, and shown pale until the new is in. */
export const stale = signal(false);

const NONE = "-";

/** The path of the number that is looked at, "" if none. */
export const number = computed(() => (place.value[1] === NONE ? "" : (place.value[1] ?? "")));

/** The source that is open: as the address says, or else the first that has a text, best one that the number cites. */
export const source = computed(() => {
  const named = place.value[2];
  if (named) return named;
  const here = sources.value?.sources.filter((one) => one.file) ?? [];
  const cited = new Set(evidence().map((one) => one.source));
  return (here.find((one) => cited.has(one.id)) ?? here[0])?.id ?? "";
});

export const looked = computed<Numbered | null>(() => grounds.value?.numbers.find((one) => one.path === number.value) ?? null);

/** All evidence for the number that is looked at. */
export function evidence(): Citation[] {
  const all = grounds.value?.citations ?? [];
  return (looked.value?.citations ?? []).map((n) => all[n]!).filter(Boolean);
}

export const lookAt = (path: string) => go("evidence", path || NONE, ...(place.value[2] ? [place.value[2]] : []));

export function open(id: string, to: typeof goal.value = null): void {
  picked.value = null;
  adding.value = null;
  aside.value = true;
  goal.value = to;
  go("evidence", number.value || NONE, id);
}

/** Asks what hangs on the numbers; where nobody can say, nothing is shown. The returned function ends it. */
export function weigh(): () => void {
  return sought("hanging", { plan: plan.value }, hanging);
}

/** Asks where the number that is looked at turns the verdict. */
export function turn(): () => void {
  if (!number.value) turning.value = null;
  return number.value ? sought("turning", { plan: plan.value, number: number.value }, turning) : () => undefined;
}

function sought<Document>(verb: string, options: object, into: { value: Document | null }): () => void {
  const slot = `evidence-${verb}`;
  if (!desk.value?.sound) into.value = null;
  else
    ask<Document>(slot, verb, options).then(
      (found) => void (into.value = found),
      () => void (into.value = null),
    );
  return () => stop(slot);
}

let asked = 0;

/** Reads all again, as the case has changed; what was there stays until the new is in. */
export async function read(): Promise<void> {
  const mine = ++asked;
  stale.value = true;
  await attempt(async () => {
    const [list, rests] = await Promise.all([get<SourceList>("/api/sources"), post<Grounds>("/api/coverage", {})]);
    if (mine !== asked) return;
    sources.value = list;
    grounds.value = rests;
    stale.value = false;
    await readSource(source.value);
  });
}

let wanted = 0;

/** Reads a source; the text itself only where it is another than the one that is there. */
export async function readSource(id: string): Promise<void> {
  const mine = ++wanted;
  const there = reading.value?.source.id === id ? reading.value : null;
  const listed = sources.value?.sources.find((one) => one.id === id);
  unreadable.value = "";
  if (!listed?.file) {
    reading.value = null;
    return;
  }
  try {
    const known = there ? `?known=${there.sha256}` : "";
    const found = await get<Reading>(`/api/sources/${encodeURIComponent(id)}${known}`);
    if (mine !== wanted) return;
    reading.value = found.text === null && there ? { ...found, text: there.text, blocks: there.blocks } : found;
  } catch (error) {
    if (mine !== wanted || !(error instanceof Error)) return;
    reading.value = null;
    unreadable.value = error.message;
  }
}

/** Asks what is selected, by its place or by its words; nothing is written. */
export function select(said: object, signal?: AbortSignal): Promise<Selected> {
  return post<Selected>("/api/selection", { source: source.value, ...said }, signal);
}

export const attach = (path: KeyPath, entry: { [key: string]: Plain }, label: string) => edit([{ op: "add", path, value: entry }], label);

export const titleOf = (one: { title: string; source?: string; id?: string }) => one.title || one.source || one.id || "";

/** The words of a piece of evidence as the case has them, to be edited. */
export function takeInstead(one: Citation): Promise<boolean> {
  return edit([{ op: "set", path: [...one.place, "quote"], value: one.instead, was: one.quote }], `Quote of ${titleOf(one)} as the source has it`);
}

/** Says of a quote that stands several times which is meant: by what stands before and after it there. */
export async function mean(one: Citation, start: number, end: number): Promise<boolean> {
  let found: Selected | undefined;
  await attempt(async () => void (found = await select({ start, end })));
  const here = found?.found.passages[found.meant ?? -1];
  if (!here) return false;
  const around = (["prefix", "suffix"] as const).flatMap((key): Edit[] => {
    const path = [...one.place, key];
    return here[key] ? [{ op: "set", path, value: here[key] }] : at(path) === undefined ? [] : [{ op: "remove", path }];
  });
  return edit(around, `Which “${one.quote}” of ${titleOf(one)} is meant`);
}

export function remove(one: Citation): Promise<boolean> {
  const what = one.judgement ? `Judgement “${one.judgement}”` : titleOf(one);
  return edit([{ op: "remove", path: one.place }], `${what} taken away from ${one.labels.join(", ")}`);
}

