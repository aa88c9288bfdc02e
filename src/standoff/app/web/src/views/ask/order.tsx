// An order of steps, best first: moved by drag, by buttons or by keys, with ties; an answer once somebody says that it is.
import { useEffect, useRef, useState } from "preact/hooks";
import { called } from "../../desk";
import { say } from "../../live";
import { drag } from "../../parts/drag";
import type { Asked } from "./documents";
import { answers, give } from "./state";

interface Row {
  step: string;
  /** About the same as the one above. */
  tied: boolean;
}

const rowsOf = (groups: readonly (readonly string[])[]): Row[] => groups.flatMap((group) => group.map((step, n) => ({ step, tied: n > 0 })));

function groupsOf(rows: readonly Row[]): string[][] {
  const groups: string[][] = [];
  for (const { step, tied } of rows) {
    const last = groups.at(-1);
    if (tied && last) last.push(step);
    else groups.push([step]);
  }
  return groups;
}

/** The first of an order is tied with nothing above it. */
const mended = (rows: readonly Row[]): Row[] => rows.map((row, n) => (n === 0 && row.tied ? { ...row, tied: false } : row));

export function Order({ document }: { document: Asked }) {
  const given = answers.value.find(({ kind, answer }) => kind === "order" && answer === "ordered")?.order;
  const start = given ? rowsOf(given) : rowsOf(document.order.map((step) => [step]));
  const [draft, setDraft] = useState<Row[] | null>(null);
  const list = useRef<HTMLOListElement>(null);
  const [over, setOver] = useState<number | null>(null);
  useEffect(() => setDraft(null), [document.party, JSON.stringify(given ?? null)]);
  const rows = draft ?? start;
  const titles = new Map(document.worths.map(({ step, title }) => [step, title]));
  const title = (step: string) => titles.get(step) ?? called("steps", step);

  const move = (from: number, to: number) => {
    if (to < 0 || to >= rows.length || from === to) return;
    const next = [...rows];
    const [row] = next.splice(from, 1);
    next.splice(to, 0, { ...row!, tied: false });
    setDraft(mended(next));
    say(`${title(row!.step)}: place ${to + 1} of ${rows.length}`);
  };
  const tie = (n: number) => {
    setDraft(rows.map((row, k) => (k === n ? { ...row, tied: !row.tied } : row)));
    say(rows[n]!.tied ? `${title(rows[n]!.step)}: below the one above` : `${title(rows[n]!.step)}: about the same as the one above`);
  };
  const leave = (n: number) => {
    setDraft(mended(rows.filter((_, k) => k !== n)));
    say(`${title(rows[n]!.step)} left out of the order`);
  };
  const meant = (y: number): number => {
    const boxes = [...(list.current?.children ?? [])].map((item) => item.getBoundingClientRect());
    const place = boxes.findIndex((box) => y < box.top + box.height / 2);
    return place < 0 ? boxes.length : place;
  };
  const lift = (event: PointerEvent, n: number) => {
    const item = (event.currentTarget as HTMLElement).closest("li")!;
    drag(event, item, list.current!, {
      lift: () => setOver(n),
      over: (_, y) => setOver(meant(y)),
      drop: (_, y) => {
        setOver(null);
        const to = meant(y);
        move(n, to > n ? to - 1 : to);
      },
      putBack: () => setOver(null),
    });
  };
  const focusAfter = (n: number, name: string) =>
    requestAnimationFrame(() => list.current?.children[n]?.querySelector<HTMLElement>(`button[data-do=${name}]:not(:disabled)`)?.focus());

  return (
    <section aria-label="Order, best first">
      <h3>Order, best first</h3>
      <ol class="ask-order" ref={list}>
        {rows.map(({ step, tied }, n) => (
          <li key={step} class={[tied ? "tied" : "", over === n ? "before" : "", over === n + 1 && n === rows.length - 1 ? "after" : ""].join(" ")}>
            <span class="ask-grip" aria-hidden="true" onPointerDown={(event) => lift(event, n)}>
              ⠿
            </span>
            <span class="ask-step" dir="auto">
              {title(step)}
              {tied && <span class="heard"> about the same as the one above</span>}
            </span>
            <span class="ask-moves">
              <button data-do="up" disabled={n === 0} aria-label={`${title(step)} up`} onClick={() => (move(n, n - 1), focusAfter(n - 1, "up"))}>
                ▲
              </button>
              <button data-do="down" disabled={n === rows.length - 1} aria-label={`${title(step)} down`} onClick={() => (move(n, n + 1), focusAfter(n + 1, "down"))}>
                ▼
              </button>
              <button disabled={n === 0} aria-pressed={tied} aria-label={`${title(step)}: about the same as the one above`} title="about the same as the one above" onClick={() => tie(n)}>
                =
              </button>
              <button disabled={rows.length <= 2} aria-label={`Leave ${title(step)} out`} title="leave it out of the order" onClick={() => leave(n)}>
                ×
              </button>
            </span>
          </li>
        ))}
      </ol>
      {!draft && <p class="hint">{given ? "As it was answered." : "As the numbers have it so far; an answer only once you say so."}</p>}
      <p class="ask-others">
        {(draft || !given) && (
          <button class={draft ? "btn" : "btn ghost"} onClick={() => give({ kind: "order", order: groupsOf(rows), answer: "ordered" })}>
            Answer with this order
          </button>
        )}
        {draft && (
          <button class="btn ghost" onClick={() => setDraft(null)}>
            Put it back
          </button>
        )}
      </p>
    </section>
  );
}
