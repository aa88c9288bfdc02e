// What the view Numbers knows: the answer that is shown, the number that is held, and how one is placed.
import { computed, signal } from "@preact/signals";
import { place } from "../../address";
import { at, desk, edit } from "../../desk";
import { say } from "../../live";
import { mean, meant } from "../../meant";
import { Refusal, ask, stop } from "../../server";
import type { Edit, KeyPath, Plain } from "../../types";
import type { Aside, NumbersDocument, Row } from "./document";
import { printed, written } from "./writing";

/** The last answer; null until there is one. */
export const answer = signal<NumbersDocument | null>(null);
/** Whether it is of the case as it is now. */
export const fresh = signal(false);
/** What the file held at the path of each number when it was answered: one that has changed since is not moved. */
const answered = signal<{ [path: string]: string }>({});
const rawOf = (path: string) => JSON.stringify(at(keysOf(path)) ?? null);
export const current = (path: string) => answered.value[path] === rawOf(path);

/** Why there is no answer, as the server says it. */
export const refused = signal<{ message: string; hint: string } | null>(null);

/** A number that is held: what it would be, as it is written. */
export const held = signal<{ path: string; text: string } | null>(null);
/** What the server says of it. */
export const tried = signal<NumbersDocument | null>(null);
/** What it says of texts that no number can be, by path. */
export const wrong = signal<{ [path: string]: string }>({});

/** The plan that is asked about, as the server takes its name; "" where the case has none. */
export const plan = computed(() => {
  const names = desk.value?.names;
  if (!names) return "";
  const asked = place.value[0] === "numbers" ? (place.value[1] ?? "") : "";
  const known = [...Object.keys(names.deals).map((key) => `deal:${key}`), ...Object.keys(names.plans).map((key) => `plan:${key}`)];
  const named = known.find((name) => name === asked) ?? known.find((name) => name === `plan:${asked}`) ?? known.find((name) => name === `deal:${asked}`);
  return named ?? (meant() || last) ?? known[0] ?? "";
});
let last: string | undefined;

const TABLE = "numbers-table";
const HELD = "numbers-held";
const MANY = 2000;
const FEW = 200;

/** Asks anew, as the case or the plan is another; what is shown stays, pale, until the new is in. */
export function refresh(): void {
  fresh.value = false;
  last = plan.value || undefined;
  mean(plan.value);
  const take = (document: NumbersDocument) => {
    // What drives it comes last; until then what was told of the same plan stays.
    const before = answer.value;
    answer.value = document.drives || before?.plan !== document.plan ? document : { ...document, drives: before?.drives ?? null };
    answered.value = Object.fromEntries(document.numbers.map(({ path }) => [path, rawOf(path)]));
    refused.value = null;
    fresh.value = true;
    if (held.value === null) tried.value = null;
  };
  ask<NumbersDocument>(TABLE, "numbers", { plan: plan.value, draws: MANY }, { partial: take }).then(take, (error: unknown) => {
    if (!(error instanceof Refusal)) throw error;
    refused.value = { message: error.message, hint: error.hint };
  });
}

export function leave(): void {
  stop(TABLE);
  stop(HELD);
  clearTimeout(calm);
  busy = false;
  held.value = tried.value = null;
}

let busy = false;
let calm: ReturnType<typeof setTimeout> | undefined;
/** The numbers that are being placed: nothing more is asked about them as if they were held. */
const placing = new Set<string>();

/** Holds a number elsewhere: the verdict, the share of draws and its own curve follow, the other numbers a little later. */
export function hold(path: string, text: string): void {
  held.value = { path, text };
  if (wrong.value[path]) wrong.value = { ...wrong.value, [path]: "" };
  clearTimeout(calm);
  if (!busy) void follow();
}

async function follow(): Promise<void> {
  const asked = held.value;
  if (!asked || !plan.value || placing.has(asked.path)) return;
  busy = true;
  const options = { plan: plan.value, tried: { [asked.path]: asked.text }, drives: false };
  try {
    const document = await quick({ ...options, only: [asked.path], draws: FEW });
    if (held.value?.path === asked.path) {
      tried.value = document;
      say(`${printed(asked.text)}: ${document.said.join(" ")}`);
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (held.value?.path === asked.path) say(error.message);
  } finally {
    busy = false;
  }
  if (!held.value || placing.has(held.value.path)) return;
  if (held.value.text !== asked.text) void follow();
  else calm = setTimeout(() => void others(options, asked), 150);
}

/** Where other numbers flip the verdict while this one is held. */
async function others(options: object, asked: { path: string; text: string }): Promise<void> {
  try {
    const document = await ask<NumbersDocument>(TABLE, "numbers", { ...options, draws: MANY });
    if (held.value?.path === asked.path && held.value.text === asked.text) tried.value = document;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

const quick = (options: object) => ask<NumbersDocument>(HELD, "numbers", options);

/** Puts a held number back. */
export function back(): void {
  clearTimeout(calm);
  release();
  say("Put back");
}

/** Nothing is held any more, and nothing has changed. */
function release(): void {
  held.value = tried.value = null;
  if (!fresh.value) refresh();
}

/** Where a number stands in the file, by keys. */
export const keysOf = (path: string): KeyPath => path.split(".");

/** Places a number as it was typed, once the server says that it is one; says whether it is there now. */
export async function placed(path: string, text: string): Promise<boolean> {
  if (placing.has(path)) return false;
  placing.add(path);
  clearTimeout(calm);
  const done = await put(path, text);
  placing.delete(path);
  return done;
}

async function put(path: string, text: string): Promise<boolean> {
  const raw = at(keysOf(path));
  try {
    const row = await read(path, text);
    if (row && same(row.value, raw)) return (settle(path), release(), false);
    const value = row ? row.value : text;
    const before = raw === undefined ? "nothing" : row ? written(row, raw) : String(raw);
    const done = await edit([setting(path, value, raw)], `${row?.called ?? path}: ${before} → ${printed(row?.text ?? text)}`);
    if (done && row) keep(row);
    settle(path);
    if (!done) release();
    return done;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const said = error.message.startsWith(`${path}: `) ? error.message.slice(path.length + 2) : error.message;
    wrong.value = { ...wrong.value, [path]: error.hint ? `${said}; ${error.hint}` : said };
    release();
    say(said);
    return false;
  }
}

/** Shows a number that was placed as it is now; what it does to the verdict comes with the next answer. */
function keep(row: Row): void {
  const { value, text, shape, low, high, mode, median, atoms, density } = row;
  const shown = answer.value;
  if (!shown) return;
  const other = (one: Row) => (one.path === row.path ? { ...one, value, text, shape, low, high, mode, median, atoms, density } : one);
  answer.value = { ...shown, numbers: shown.numbers.map(other) };
  answered.value = { ...answered.value, [row.path]: rawOf(row.path) };
}

/** The row of a number as it would be; null where the case cannot be asked, as it is not sound. */
async function read(path: string, text: string): Promise<Row | null> {
  if (!desk.value?.sound) return null;
  const asked = { plan: "", tried: { [path]: text }, only: [path], draws: 0, drives: false };
  const document = await ask<NumbersDocument>(`numbers-read-${path}`, "numbers", asked);
  return document.numbers.find((row) => row.path === path) ?? null;
}

function settle(path: string): void {
  if (held.value?.path === path) held.value = null;
  wrong.value = { ...wrong.value, [path]: "" };
}

const same = (one: Plain | undefined, other: Plain | undefined) => JSON.stringify(one) === JSON.stringify(other);

export function setting(path: string, value: Plain, raw: Plain | undefined): Edit {
  return { op: "set", path: keysOf(path), value, was: raw ?? null };
}

/** Counts the yes of a party that takes no step in a plan, or leaves it out. */
export function count(document: NumbersDocument, aside: Aside, counted: boolean): void {
  const claim: KeyPath = [`${document.kind}s`, document.plan ?? ""];
  const there = at(claim);
  const now = at([...claim, "consent"]);
  const named = now === "all" ? Object.keys(desk.value?.names.parties ?? {}) : typeof now === "string" ? [now] : Array.isArray(now) ? now.map(String) : [];
  const listed = counted ? [...named, aside.party] : named.filter((party) => party !== aside.party);
  const label = `${aside.name}, its yes to ${document.title}: ${counted ? "left out → counted" : "counted → left out"}`;
  // A deal may be a mere list of its steps.
  if (Array.isArray(there)) void edit([{ op: "set", path: claim, value: { steps: there, consent: listed }, was: there }], label);
  else if (listed.length) void edit([{ op: "set", path: [...claim, "consent"], value: listed, was: now ?? null }], label);
  else void edit([{ op: "remove", path: [...claim, "consent"], was: now ?? null }], label);
}
