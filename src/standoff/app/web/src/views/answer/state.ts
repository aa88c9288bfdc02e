// What the view Answer shows: the last answer, which of it is from before a change, and how far the next one is.
import { signal } from "@preact/signals";
import { desk, trouble, version } from "../../desk";
import { say } from "../../live";
import { Refusal, ask, stop } from "../../server";

export interface Bar {
  kind: "plan" | "deal" | "found";
  name: string;
  title: string;
  note: string;
  order: string[][];
  share: number;
  count: string;
  low: number;
  high: number;
  draws: number;
  final: boolean;
}

export interface Front {
  headline: string;
  where: string;
  bars: Bar[];
  sentences: { label: string; title: string; text: string; minute: boolean }[];
  note: string;
  nothing: string;
  missing: string[];
  done: boolean;
}

/** What is shown: bars and sentences that are not of the present case are stale, and stay until new ones are in. */
export interface Shown {
  front: Front;
  stale: Set<string>;
  version: number;
}

export const shown = signal<Shown | null>(null);
export const progress = signal<{ what: string; share: number } | null>(null);
export const refused = signal<{ message: string; hint: string } | null>(null);

export const named = ({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`;

const GLANCE = "answer at a glance";
const WHOLE = "the whole answer";
const WORDS = ["headline", "where", "sentences"];

/** Asks for the answer to the case as it is now, unless it is there already. */
export function refresh(): void {
  const now = version.value;
  const here = shown.value;
  if (!desk.value || desk.value.empty) return;
  if (!desk.value.sound) {
    pause();
    if (here) shown.value = { ...here, stale: everything(here.front), version: -1 };
    return;
  }
  if (here?.version === now && here.stale.size === 0 && here.front.done) return;
  const before = here?.front ?? null;
  if (before) shown.value = { front: before, stale: everything(before), version: now };
  progress.value = { what: "", share: 0 };
  refused.value = null;
  let glance: Front | null = null;
  let where = "";
  let over = false;
  const come = (front: Front | null) => {
    glance = front ?? glance;
    if (!over) shown.value = merged(glance, where, before, now);
  };
  const orders = (before?.bars ?? []).map(({ kind, name, order }) => ({ kind, name, order }));
  ask<Front>(GLANCE, "glance", { before: orders }, { partial: come }).then(come, failed);
  ask<Front>(
    WHOLE,
    "front",
    {},
    {
      progress: (what, share) => void (progress.value = { what, share }),
      partial: (front) => {
        where = front.where;
        come(null);
      },
    },
  ).then((front) => {
    over = true;
    stop(GLANCE);
    progress.value = null;
    shown.value = { front, stale: new Set(), version: now };
    say(front.headline || front.nothing);
  }, failed);
}

function failed(error: unknown): void {
  progress.value = null;
  if (!(error instanceof Refusal)) throw error;
  refused.value = { message: error.message, hint: error.hint };
  if (error.status === 0) trouble.value = refused.value;
}

/** Ends what is asked, as where the view is left. */
export function pause(): void {
  stop(GLANCE);
  stop(WHOLE);
  progress.value = null;
}

function everything(front: Front): Set<string> {
  return new Set([...front.bars.map(named), ...WORDS]);
}

const NOTHING: Front = { headline: "", where: "", bars: [], sentences: [], note: "", nothing: "", missing: [], done: false };

/** What came in, and of what was there before all that is not in yet. */
function merged(glance: Front | null, where: string, before: Front | null, now: number): Shown {
  const old = before ?? NOTHING;
  const front = glance ?? { ...old, done: false };
  const fresh = new Set(glance?.bars.map(named));
  const deals = desk.value?.names.deals ?? {};
  const kept = old.bars.filter((bar) => !fresh.has(named(bar)) && (!glance || bar.kind === "found" || (bar.kind === "deal" && bar.name in deals)));
  const stale = new Set(front.nothing ? [] : kept.map(named));
  for (const word of WORDS) if (word !== "where" || !where) stale.add(word);
  const bars = front.nothing ? [] : [...(glance?.bars ?? []), ...kept].sort((a, b) => b.share - a.share);
  return { front: { ...front, bars, headline: old.headline, where: where || old.where, sentences: old.sentences }, stale, version: now };
}
