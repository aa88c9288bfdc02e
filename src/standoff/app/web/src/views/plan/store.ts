// Which plan lies on the board, and what is known of every order of its steps that was asked about.
import { computed, effect, signal, untracked } from "@preact/signals";
import { go, place } from "../../address";
import { at, called, desk, edit, underWay, version } from "../../desk";
import { say } from "../../live";
import { meant } from "../../meant";
import { Refusal, ask, post, stop } from "../../server";
import { came, inOrder, note } from "../../tried";
import type { Edit, Plain } from "../../types";
import type { Board, Card, DropsDocument, Often, Phases, PlanDocument, Why } from "./documents";
import { same } from "./order";

export const MANY = 2000;
export const FEW = 200;
const MOST = 3000; // so many orders are remembered

/** A plan of the case, a deal by its roadmap, the best deal found, an order in the address, or what is not in the case yet. */
export type Kind = "plan" | "deal" | "found" | "order" | "new";

/** How phases alone are asked about: what goes with them. */
export interface Around {
  keeps?: string[];
  consent?: string[];
  pace?: string;
}

/** Phases that are no plan of the case: of the best deal found, or of a plan that is begun. */
export interface Loose extends Around {
  title: string;
  phases: Phases;
}

export const found = signal<Loose | null>(null);
export const begun = signal<Loose | null>(null);

const has = (kind: "plans" | "deals", key: string) => Object.hasOwn(desk.value?.names[kind] ?? {}, key);

/** Which plan the address names; where it names none the one that was looked at last, or the first one. */
export const which = computed<{ kind: Kind; key: string }>(() => {
  const name = place.value[1] ?? "";
  if (name === "order" && place.value[2]) return { kind: "order", key: place.value[2] };
  const [kind, ...rest] = name.split(":");
  const key = rest.join(":");
  if (kind === "found" && found.value) return { kind, key: "best" };
  if (kind === "new" && begun.value) return { kind, key: "new" };
  if (kind === "plan" && has("plans", key)) return { kind, key };
  if (kind === "deal" && has("deals", key)) return { kind, key };
  if (has("plans", name)) return { kind: "plan", key: name };
  if (has("deals", name)) return { kind: "deal", key: name };
  const [before, ...after] = meant().split(":");
  if (before === "plan" || before === "deal") return { kind: before, key: after.join(":") };
  const [plan] = Object.keys(desk.value?.names.plans ?? {});
  const [deal] = Object.keys(desk.value?.names.deals ?? {});
  return plan !== undefined ? { kind: "plan", key: plan } : deal !== undefined ? { kind: "deal", key: deal } : { kind: "new", key: "" };
});

export const loose = computed<Loose | null>(() => {
  const { kind, key } = which.value;
  if (kind === "order") return { title: "An order from the answer", phases: key.split("|").map((phase) => phase.split(",").map((step) => step.trim()).filter(Boolean)) };
  return kind === "found" ? found.value : kind === "new" ? begun.value : null;
});

export const title = computed(() => {
  const { kind, key } = which.value;
  return kind === "plan" ? called("plans", key) : kind === "deal" ? called("deals", key) : (loose.value?.title ?? "");
});

/** Grows when anything changed that is not the order of a plan: all that was found is stale then. */
let last = "";
let age = 0;
const basis = computed(() => {
  const data = desk.value?.data ?? {};
  const rest = JSON.stringify({ ...data, plans: null, views: null, history: null });
  if (rest !== last) age += 1;
  last = rest;
  return age;
});

const names = (value: Plain | undefined): string[] => (Array.isArray(value) ? value.map(String) : typeof value === "string" ? [value] : []);

function listed(value: Plain | undefined): Phases {
  if (!Array.isArray(value)) return [];
  return value.map((phase) => (Array.isArray(phase) ? phase.map(String) : [String(phase)]));
}

/** An order that is on its way into the case. */
export const pending = signal<{ of: string; phases: Phases } | null>(null);

/** The roadmap of a deal, by its key and the age of what was found. */
const roads = signal<{ [key: string]: Phases }>({});

/** The phases of the plan on the board; null while the roadmap of a deal is sought. */
export const phases = computed<Phases | null>(() => {
  const { kind, key } = which.value;
  if (pending.value?.of === `${kind}:${key}`) return pending.value.phases;
  if (kind === "plan") return listed(at(["plans", key, "phases"]));
  if (kind === "deal") return roads.value[`${basis.value} ${key}`] ?? null;
  return loose.value?.phases ?? [];
});

/** As the server is asked about the plan on the board, in some order. */
export function options(order: Phases | null): object {
  const { kind, key } = which.value;
  if (kind === "plan" || kind === "deal") return { plan: `${kind}:${key}`, ...(order ? { phases: order } : {}) };
  const { keeps, consent, pace } = loose.value ?? {};
  return { phases: order ?? [], ...(keeps ? { keeps } : {}), ...(consent?.length ? { consent } : {}), ...(pace ? { pace } : {}) };
}

export interface Entry {
  board: Board | null;
  problems: Why[];
  often: Often | null;
  /** In how many of 100 draws, as it is shown, and of how many draws that is. */
  share: { count: string; holds: number; draws: number } | null;
}

const entries = new Map<string, Entry>();
const grown = signal(0);
export const cards = signal<{ [step: string]: Card }>({});

/** Why nothing can be said of the plan on the board, as when it is too large. */
export const refusal = signal<{ message: string; hint: string } | null>(null);

/** What goes with the phases on the board, as the key of what is found; a pace that is a range is drawn by its place. */
const surroundings = computed(() => {
  const { kind, key } = which.value;
  const { pace, ...others } = around();
  const sure = pace === undefined || (typeof pace === "string" && /^\d[\d.]* [a-z]+$/.test(pace));
  return `${basis.value} ${JSON.stringify([others, pace ?? null, sure ? null : `${kind}:${key}`])}`;
});

function keyOf(order: Phases): string {
  return `${surroundings.value} ${JSON.stringify(order)}`;
}

/** What is known of an order of the plan on the board. */
export function known(order: Phases | null): Entry | undefined {
  void grown.value;
  return order === null ? undefined : entries.get(keyOf(order));
}

function put(key: string, entry: Entry): void {
  const before = entries.get(key);
  const keep = before?.share && (entry.share?.draws ?? 0) < before.share.draws;
  entries.delete(key);
  if (entries.size > MOST) entries.delete(entries.keys().next().value!);
  entries.set(key, keep ? { ...entry, share: before.share, often: before.often } : entry);
  grown.value += 1;
}

function taken(order: Phases | null, key: string | null, document: PlanDocument): void {
  cards.value = document.cards;
  refusal.value = null;
  const { kind, key: name } = which.value;
  if (order === null && kind === "deal") roads.value = { ...roads.value, [`${basis.value} ${name}`]: document.phases };
  const { board, problems, often } = document;
  const share = often && { count: often.count, holds: often.holds, draws: often.draws };
  put(key ?? keyOf(document.phases), { board, problems, often, share });
}

let asking = "";

export const seeking = signal<{ what: string; share: number } | null>(null);

/** Asks about the plan on the board: margins first, then few draws, then many; what is known is not asked again. */
export function look(): void {
  const order = phases.value;
  if (!desk.value?.sound) return;
  if (order !== null && known(order)?.share?.draws === MANY) return void foreseeAll(order);
  const key = order && keyOf(order);
  const question = `${surroundings.value} ${which.value.kind}:${which.value.key} ${key}`;
  if (question === asking) return;
  asking = question;
  const mine = `${which.value.kind}:${which.value.key}`;
  const current = () => `${which.value.kind}:${which.value.key}` === mine;
  const partial = (document: PlanDocument) => void (current() && taken(order, key, document));
  const progress = order === null ? (what: string, share: number) => void (seeking.value = { what, share }) : () => undefined;
  ask<PlanDocument>("plan", "plan", { ...options(order), draws: MANY, assess: false }, { partial, progress })
    .then((document) => (partial(document), foreseeAll(document.phases)))
    .catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
      if (current()) refusal.value = { message: error.message, hint: error.hint };
    })
    .finally(() => {
      seeking.value = null;
      if (asking === question) asking = "";
    });
}

/** Looks again whenever the plan on the board or the numbers of the case change; until the view is left. */
export function keepLooking(): () => void {
  const end = effect(() => {
    void version.value;
    void surroundings.value;
    void which.value;
    void phases.value;
    untracked(look);
  });
  const hidden = () => void [...underWay].forEach((send) => void send());
  addEventListener("pagehide", hidden);
  return () => {
    end();
    hidden();
    removeEventListener("pagehide", hidden);
    stop("plan");
    asking = foreseeing = "";
  };
}

// ------------------------------------------------------------------------------------------------ all places of a step

const places = new Map<string, Promise<DropsDocument>>();

/** What every place of a step gives; asked once for an order. */
export function drops(step: string, order: Phases): Promise<DropsDocument> {
  const key = `${step} ${keyOf(order)}`;
  const asked = places.get(key);
  if (asked) return asked;
  if (places.size > MOST) places.delete(places.keys().next().value!);
  const of = (one: Phases) => keyOf(one);
  const keys = (document: DropsDocument) => document.places.map((one) => of(one.phases));
  const answer = post<DropsDocument>("/api/drops", { ...options(order), step, draws: FEW }).then((document) => {
    const named = keys(document);
    const few = document.draws;
    document.places.forEach(({ board, problems, holds, count }, n) => put(named[n]!, { board, problems, often: null, share: holds === null ? null : { count, holds, draws: few } }));
    return document;
  });
  answer.catch(() => places.delete(key));
  places.set(key, answer);
  return answer;
}

/** The same, beforehand: what goes wrong is told when it is asked for. */
export function foresee(step: string): void {
  const order = phases.value;
  if (order && desk.value?.sound && !refusal.value) drops(step, order).catch(() => undefined);
}

let foreseeing = "";

/** Asks about the places of all steps, one after the other, while nothing else is to be done. */
async function foreseeAll(order: Phases): Promise<void> {
  const key = keyOf(order);
  if (foreseeing === key) return;
  foreseeing = key;
  for (const step of order.flat()) {
    await new Promise((soon) => setTimeout(soon, 30));
    if (foreseeing !== key || underWay.size || refusal.value || !desk.value?.sound || !phases.value || keyOf(phases.value) !== key) break;
    await drops(step, order).catch(() => undefined);
  }
  if (foreseeing === key) foreseeing = "";
}

// ----------------------------------------------------------------------------------------------- changes of the plan

/** The order before the last move, and the step that was moved. */
export const before = signal<{ phases: Phases; step: string; after: Phases } | null>(null);

/** A key for a new plan that no plan has. */
function fresh(): string {
  const taken = desk.value?.names.plans ?? {};
  for (let n = 1; ; n += 1) if (!Object.hasOwn(taken, `plan_${n}`)) return `plan_${n}`;
}

/** A move that is on its way: until it is there, the order is still the old one. */
let moving = 0;

let queue: Promise<unknown> = Promise.resolve();

/** One change after the other, each as what lies there then. */
function inTurn<Done>(what: () => Promise<Done>): Promise<Done> {
  const next = queue.then(what, what);
  queue = next.catch(() => undefined);
  return next;
}

/** Makes a plan of the case, and goes there. */
export async function create(name: string, order: Phases, around: { [key: string]: Plain } = {}, label = `New plan “${name}”`): Promise<boolean> {
  const key = fresh();
  const made = await inTurn(() => edit([{ op: "set", path: ["plans", key], value: { title: name, ...around, phases: order } }], label));
  if (made) go("plan", `plan:${key}`);
  return made;
}

/** What goes with the phases on the board, as it stands in the case. */
export function around(): { [key: string]: Plain } {
  const { kind, key } = which.value;
  if (kind === "plan" || kind === "deal") {
    const claim = at([`${kind}s`, key]);
    const fields = claim !== null && typeof claim === "object" && !Array.isArray(claim) ? claim : {};
    const found: { [key: string]: Plain } = Object.fromEntries(["keeps", "consent", "pace"].flatMap((name) => (fields[name] === undefined ? [] : [[name, fields[name]]])));
    // A deal keeps what it lists of what is in force now, too.
    const now = new Set(names(at(["now"])));
    if (kind === "deal" && found.keeps !== undefined) found.keeps = [...new Set([...names(found.keeps), ...names(fields.steps).filter((step) => now.has(step))])];
    return found;
  }
  const { keeps, consent, pace } = loose.value ?? {};
  const stated = pace ? at(pace.split(".")) : undefined;
  return { ...(keeps ? { keeps } : {}), ...(consent?.length ? { consent } : {}), ...(stated === undefined ? {} : { pace: stated }) };
}

/** A title that no plan has yet. */
export function titled(wanted: string): string {
  const titles = new Set(Object.values(desk.value?.names.plans ?? {}).map(({ name }) => name));
  if (!titles.has(wanted)) return wanted;
  for (let n = 2; ; n += 1) if (!titles.has(`${wanted} (${n})`)) return `${wanted} (${n})`;
}

const SOON = 600;

/** Sends a change as soon as what comes of it is told, as the desk reads the whole case anew; at once if anything else is done. */
function afterAnswer(order: Phases, change: () => Promise<boolean>): Promise<boolean> {
  let sent: Promise<boolean> | null = null;
  const send = () => {
    underWay.delete(send);
    return (sent ??= change());
  };
  underWay.add(send);
  const told = new Promise<void>((settle) => {
    const clock = setTimeout(settle, SOON);
    const end = effect(() => {
      if (known(order)?.share?.draws !== MANY) return;
      clearTimeout(clock);
      settle();
    });
    void Promise.resolve().then(() => told.then(end));
  });
  return told.then(send);
}

/** Puts the steps of the plan on the board into another order: an edit of the plan, or a new plan where it is none. */
export async function reorder(order: Phases, step: string, label: string, what: string): Promise<boolean> {
  const { kind, key } = which.value;
  const old = phases.value ?? [];
  if (same(old, order)) return true;
  if (!order.length) {
    say("A plan has one step at least.");
    return false;
  }
  const [was, now] = [known(old)?.share?.count ?? "", known(order)?.share?.count ?? ""];
  let done: boolean;
  moving += 1;
  before.value = { phases: old, step, after: order };
  pending.value = { of: `${kind}:${key}`, phases: order };
  if (kind === "plan") {
    const edits: Edit[] = [{ op: "set", path: ["plans", key, "phases"], value: order }];
    done = await afterAnswer(order, () => inTurn(() => edit(edits, label)));
  } else {
    const name = kind === "new" ? title.value : titled(`${title.value.split(": ")[0]}, moved`);
    done = await create(name, order, around(), kind === "new" ? `New plan “${name}”` : label);
    if (done && kind === "new") begun.value = null;
  }
  moving -= 1;
  if (pending.value?.phases === order) pending.value = null;
  if (done) note({ text: what, from: was, to: now, kept: kind === "plan" ? "" : "kept as a plan", order: { plan: key, before: JSON.stringify(old), after: JSON.stringify(order) } });
  else if (same(before.value?.after ?? [], order)) before.value = null;
  return done;
}

/** Marks what was put back, by whatever way: a move, or an undo. */
export function keepMarking(): () => void {
  return effect(() => {
    const order = phases.value;
    if (order && !pending.value) inOrder(which.value.key, JSON.stringify(order));
    if (order) came(which.value.key, JSON.stringify(order), known(order)?.share?.count ?? "");
    if (order && before.value && !moving && !same(order, before.value.after)) before.value = null;
  });
}
