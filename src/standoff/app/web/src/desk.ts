// The case on the desk: what the server says of it, and every way to change it.
import { computed, signal } from "@preact/signals";
import { say } from "./live";
import { type Presence, Refusal, WINDOW, get, listen, post } from "./server";
import type { CaseDocument, Edit, KeyPath, Plain } from "./types";

/** The case as it is on the desk now; null until it was read. */
export const desk = signal<CaseDocument | null>(null);

/** What went wrong last, told on top of the page until it is closed or something is done. */
export const trouble = signal<{ message: string; hint: string } | null>(null);

/** Whether the server is there, told on top of the page as long as it is not. */
export const presence = signal<Presence>("here");

/** How often the server came back: one that was started anew counts versions from the beginning. */
let returns = 0;
const RETURN = 1_000_000;

/** Grows with every change of the case: what was asked of an earlier version is stale. */
export const version = computed(() => returns * RETURN + (desk.value?.version ?? 0));

export async function begin(): Promise<void> {
  await attempt(async () => void (desk.value = await get<CaseDocument>("/api/case")));
  // What happened before the windows were told of anything, or while they were not, is asked for.
  listen({ hello: () => void reread(), case: (told) => void (told.window !== WINDOW && reread()), outside: () => void reread(), gone: () => void reread() }, found);
}

/** Takes up where it was left when the server is there again. */
function found(now: Presence): void {
  const before = presence.value;
  if (now === before) return;
  presence.value = now;
  say(now === "here" ? "standoff answers again" : "standoff does not answer");
  if (now !== "here") return;
  returns += 1;
  became.clear();
  trouble.value = null; // it was that nobody answered
  void reread();
}

/** Reads the case again, as another window or program has changed it; what was refused before is still told. */
export async function reread(): Promise<void> {
  try {
    desk.value = await get<CaseDocument>("/api/case");
    if (trouble.value === unread) trouble.value = null;
  } catch (error) {
    unread = told(error);
  }
}

/** Why the case could not be read, if that is what is told. */
let unread: typeof trouble.value = null;

/** Shows why the server refuses something. */
function told(error: unknown): typeof trouble.value {
  if (!(error instanceof Refusal)) throw error;
  trouble.value = { message: error.message, hint: error.hint };
  say(error.message);
  return trouble.value;
}

/** Makes edits that belong together: all or none, one undo; says whether they were made. */
export async function edit(edits: Edit[], label: string): Promise<boolean> {
  const seen = desk.value?.version ?? 0;
  return changed("/api/edits", () => ({ edits, label, version: followed(seen) }), label);
}

/** Which version became of which by a change of this page: what was seen before it may still be edited after it. */
const became = new Map<number, number>();

function followed(version: number): number {
  const next = became.get(version);
  return next === undefined || next <= version ? version : followed(next);
}

/** Changes are sent one after the other, however quickly they are made. */
let before: Promise<unknown> = Promise.resolve();

export const undo = () => changed("/api/undo", {}, "Undone");
export const redo = () => changed("/api/redo", {}, "Done again");

/** What is on its way to the desk: each is sent before anything else is done there. */
export const underWay = new Set<() => Promise<unknown>>();

/** Asks for any change of the case at an address; says whether it was made. */
export async function changed(path: string, data: object | (() => { version: number }), said: string): Promise<boolean> {
  for (const send of [...underWay]) await send();
  const mine = before.then(async () => {
    const done = await attempt(async () => {
      const sent = typeof data === "function" ? data() : data;
      desk.value = await post<CaseDocument>(path, sent);
      if ("version" in sent) became.set(Number(sent.version), desk.value.version);
      say(said);
    });
    // What is refused may have been made of what is no longer there.
    if (!done) desk.value = await get<CaseDocument>("/api/case").catch(() => desk.value);
    return done;
  });
  before = mine.catch(() => undefined);
  return mine;
}

/** Does something that the server may refuse, and shows why. */
export async function attempt(what: () => Promise<void>): Promise<boolean> {
  try {
    await what();
    trouble.value = null;
    return true;
  } catch (error) {
    told(error);
    return false;
  }
}

/** What the case holds at a path, as it is written; undefined where nothing is. */
export function at(path: KeyPath): Plain | undefined {
  let here: Plain | undefined = desk.value?.data;
  for (const part of path) {
    if (here === null || typeof here !== "object") return undefined;
    here = Array.isArray(here) ? here[Number(part)] : here[String(part)];
  }
  return here;
}

/** What a party, a step, a plan or a deal is called. */
export function called(kind: "parties" | "steps" | "plans" | "deals", key: string): string {
  return desk.value?.names[kind][key]?.name ?? key;
}
