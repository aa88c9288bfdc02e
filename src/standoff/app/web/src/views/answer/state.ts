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

const SLOT = "answer";
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
  if (here?.version === now && here.front.done && here.stale.size === 0) return;
  const before = here?.front ?? null;
  if (before) shown.value = { front: before, stale: everything(before), version: now };
  progress.value = { what: "", share: 0 };
  refused.value = null;
  const orders = (before?.bars ?? []).map(({ kind, name, order }) => ({ kind, name, order }));
  ask<Front>(SLOT, "front", { before: orders }, {
    progress: (what, share) => void (progress.value = { what, share }),
    partial: (front) => void (shown.value = merged(front, before, now)),
  }).then(
    (front) => {
      shown.value = { front, stale: new Set(), version: now };
      progress.value = null;
      say(front.headline || front.nothing);
    },
    (error: unknown) => {
      progress.value = null;
      if (!(error instanceof Refusal)) throw error;
      refused.value = { message: error.message, hint: error.hint };
      if (error.status === 0) trouble.value = refused.value;
    },
  );
}

/** Ends what is asked, as where the view is left. */
export function pause(): void {
  stop(SLOT);
  progress.value = null;
}

function everything(front: Front): Set<string> {
  return new Set([...front.bars.map(named), ...WORDS]);
}

/** What came in, and of what was there before all that is not in yet. */
function merged(front: Front, before: Front | null, now: number): Shown {
  if (!before) return { front, stale: new Set(), version: now };
  const fresh = new Set(front.bars.map(named));
  const plans = desk.value?.names;
  const kept = before.bars.filter((bar) => !fresh.has(named(bar)) && (bar.kind === "found" || (bar.kind === "deal" && plans?.deals[bar.name])));
  const stale = new Set(kept.map(named));
  for (const word of WORDS) if (word !== "where" || !front.where) stale.add(word);
  const bars = [...front.bars, ...kept].sort((a, b) => b.share - a.share);
  return {
    front: { ...front, bars, headline: before.headline, where: front.where || before.where, sentences: before.sentences },
    stale,
    version: now,
  };
}
