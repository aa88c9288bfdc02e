// Whom is asked about, what was answered so far, and what that leaves; nothing of it is on the desk until it is accepted.
import { computed, signal } from "@preact/signals";
import { place } from "../../address";
import { at, desk, edit } from "../../desk";
import { say } from "../../live";
import { mean, meant } from "../../meant";
import { by } from "../../parts/who";
import { Refusal, ask } from "../../server";
import type { Edit, KeyPath } from "../../types";
import type { Answer, Asked } from "./documents";

export const SLOT = "ask";

/** What was found last, and for what it was asked. */
export const found = signal<{ document: Asked; of: string } | null>(null);
export const working = signal(false);
export const refused = signal<{ message: string; hint: string } | null>(null);

/** Answers by party: as long as this page is open, and after it was loaded again. */
const answered = signal<{ [party: string]: Answer[] }>({});
let kept = "";

/** The party that the address names, or the first one; "" where the case has none. */
export const party = computed(() => {
  const parties = Object.keys(desk.value?.names.parties ?? {});
  const [view, named] = place.value;
  return view === "ask" && named !== undefined && parties.includes(named) ? named : (parties[0] ?? "");
});

/** Plans and deals that it may all be about, as the server takes them: `deal:NAME` is the roadmap of a deal. */
export const plans = computed((): { key: string; name: string }[] => {
  const names = desk.value?.names;
  const of = (kind: "plans" | "deals", put: string) => Object.entries(names?.[kind] ?? {}).map(([key, { name }]) => ({ key: `${put}${key}`, name }));
  return [...of("plans", ""), ...of("deals", "deal:")];
});

/** The one that it is about: that of the address, the one that was looked at last, the first one, or "" for none. */
export const plan = computed(() => {
  const known = plans.value.map(({ key }) => key);
  const [view, , named] = place.value;
  if (view === "ask" && named === NONE) return "";
  if (view === "ask" && named !== undefined && known.includes(named)) return named;
  return meant().replace(/^plan:/, "") || (known[0] ?? "");
});

/** Stands in the address for no plan at all. */
export const NONE = "-";

export const answers = computed(() => (Object.hasOwn(answered.value, party.value) ? answered.value[party.value]! : [])); // a party may be called `constructor`

/** What was asked last hangs on this. */
export const wanted = computed(() => JSON.stringify([desk.value?.version, party.value, plan.value, answers.value]));

/** Takes up what was answered on this page before it was loaded again. */
export function takeUp(): void {
  const key = `ask ${desk.value?.folder ?? ""}`;
  if (kept === key) return;
  kept = key;
  try {
    const read: unknown = JSON.parse(sessionStorage.getItem(key) ?? "{}");
    answered.value = read !== null && typeof read === "object" ? (read as { [party: string]: Answer[] }) : {};
  } catch {
    answered.value = {};
  }
}

function set(next: Answer[]): void {
  answered.value = { ...answered.value, [party.value]: next };
  try {
    sessionStorage.setItem(kept, JSON.stringify(answered.value));
  } catch {
    // A browser that keeps nothing: the answers are there until the page is loaded again.
  }
}

/** Gives an answer; a new order takes the place of the one before. */
export function give(answer: Answer): void {
  const signed = { ...answer, ...(by.value.trim() ? { by: by.value.trim() } : {}), on: today() };
  const others = answer.kind === "order" ? answers.value.filter(({ kind }) => kind !== "order") : answers.value;
  set([...others, signed]);
}

/** Takes an answer back, by its number from 1. */
export function takeBack(number: number): void {
  set(answers.value.filter((_, n) => n !== number - 1));
  say(`Answer ${number} taken back`);
}

/** Says whose answers all of them are that nobody has signed yet. */
export function sign(): void {
  const who = by.value.trim();
  if (who && answers.value.some((one) => !one.by)) set(answers.value.map((one) => (one.by ? one : { ...one, by: who })));
}

function today(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

/** Asks the server what the answers leave, and what comes next. */
export async function refresh(): Promise<void> {
  const of = wanted.value;
  mean(plan.value.startsWith("deal:") ? plan.value : `plan:${plan.value}`);
  if (!party.value || !desk.value?.sound || found.value?.of === of) return;
  working.value = true;
  try {
    const document = await ask<Asked>(SLOT, "ask", { party: party.value, answers: answers.value, ...(plan.value ? { plan: plan.value } : {}) });
    found.value = { document, of };
    refused.value = null;
    say(document.contradictions[0]?.sentence ?? [document.questions[0]?.sentence, document.headline].filter(Boolean).join(" "));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    refused.value = { message: error.message, hint: error.hint };
    found.value = null;
    say(error.message);
  }
  working.value = false;
}

/** Puts what the answers narrow into the case on the desk: one gesture, one undo; then they have done their work. */
export async function accept(document: Asked, label: string): Promise<void> {
  const edits = document.accept.flatMap(({ path, value, under, evidence }): Edit[] => {
    const keys: KeyPath = path.split(".");
    const was = at(keys);
    return [
      { op: "set", path: keys, value, ...(was === undefined ? {} : { was }) },
      { op: "add", path: [...under.split("."), "because"], value: evidence },
    ];
  });
  if (await edit(edits, label)) set([]);
}
