// The board: a column for each phase, a row for each party, the cards of its steps and by how much carrying on beats
// quitting there; and, while a step is held, what dropping it in each phase gives.
import { useLayoutEffect, useRef } from "preact/hooks";
import { called } from "../../desk";
import { drag } from "../../parts/drag";
import { points } from "../../words";
import type { Board } from "./documents";
import { given, held, lift, move, next, put, putBack, sentence, short, shown, wanted } from "./hold";
import { matched, phaseOf, without } from "./order";
import { before, cards, foresee, known, phases } from "./store";
import { explain, selected } from "./selected";

const GAP = 13; // so near to the line before a phase, the place is one of its own

/** A column of the board: a phase of the plan as it lies there, or last, when all is done. */
interface Column {
  /** Its steps as they lie there before the held one is dropped elsewhere. */
  steps: string[];
  /** Which places dropping here gives: among its steps, and before it in a phase of its own; -1: there is none. */
  among: number;
  alone: number;
  /** Its phase in the order that is shown, and in the one before, from 0; null: it has none there. */
  now: number | null;
  was: number | null;
}

function columnsOf(): Column[] {
  const hold = held.value;
  const order = hold?.from ?? phases.value ?? [];
  const old = hold ? hold.from : (before.value?.phases ?? null);
  const moved = hold?.step ?? before.value?.step ?? null;
  const after = shown.value ?? order;
  const now = hold ? matched(order, after, hold.step) : order.map((_, k) => k);
  const was = old ? matched(order, old, moved) : order.map(() => null);
  let others = 0;
  const columns = order.map((phase, k) => {
    const left = hold ? without([phase], hold.step).length > 0 : true;
    const alone = hold ? 2 * others : -1;
    const among = hold ? (left ? 2 * others + 1 : hold.origin) : -1;
    others += left ? 1 : 0;
    return { steps: phase, among, alone, now: now[k] ?? null, was: was[k] ?? null };
  });
  const end = { steps: [], among: hold ? 2 * others : -1, alone: hold ? 2 * others : -1, now: after.length, was: old ? old.length : null };
  return [...columns, end];
}

/** The place under a point of the window; null: none, as outside of the board. */
function placeAt(table: HTMLElement, columns: Column[], x: number, y: number): number | null {
  const box = table.getBoundingClientRect();
  if (x < box.left - 40 || x > box.right + 40 || y < box.top - 60 || y > box.bottom + 60) return null;
  const heads = [...table.querySelectorAll<HTMLElement>("thead th")];
  const edges = heads.map((head) => head.getBoundingClientRect());
  const gap = edges.findIndex((edge) => Math.abs(x - edge.left) <= GAP);
  if (gap >= 0) return columns[gap]!.alone;
  let at = edges.findIndex((edge) => x < edge.right);
  if (at < 0) at = edges.length - 1;
  return columns[at]!.among;
}

const RIGHT_TO_LEFT = "rtl";

export function Table({ lanes }: { lanes: string[] }) {
  const holder = useRef<HTMLDivElement>(null);
  const table = useRef<HTMLTableElement>(null);
  const hold = held.value;
  const columns = columnsOf();
  const now = known(shown.value)?.board ?? null;
  const old = hold ? known(hold.from)?.board : before.value ? known(before.value.phases)?.board : null;
  useKeptFocus(holder);

  const grab = (event: PointerEvent, step: string, row: string) => {
    const card = (event.target as HTMLElement).closest<HTMLElement>("[data-card]");
    if (!card || !holder.current || (event.pointerType === "touch" && !(event.target as HTMLElement).closest(".plan-grip"))) return;
    if (held.value && held.value.step !== step) return;
    const under = (x: number, y: number) => (table.current ? placeAt(table.current, columnsOf(), x, y) : null);
    drag(event, card, holder.current, {
      lift: () => lift(step, row, "drag"),
      over: (x, y) => {
        const place = under(x, y);
        move(place ?? held.value?.origin ?? -1);
      },
      drop: (x, y) => {
        const place = under(x, y);
        if (place === null) putBack();
        else void put(place).then((done) => void (!done && held.value && putBack()));
      },
      putBack,
    });
  };
  const click = (event: MouseEvent) => {
    if (!held.value || !table.current || held.value.by === "drag") return;
    if ((event.target as HTMLElement).closest("button, a, select, input")) return;
    const place = placeAt(table.current, columnsOf(), event.clientX, event.clientY);
    if (place !== null && place >= 0) void put(place);
  };
  const onLine = (k: number) => hold !== null && hold.at >= 0 && hold.places[hold.at]!.alone && columns[k]!.alone === hold.at && columns[k]!.among !== hold.at;
  const line = columns.findIndex((_, k) => onLine(k));
  const own = hold && line >= 0 ? phaseOf(shown.value ?? [], hold.step) : -1;
  const into = (k: number) => hold !== null && (columns[k]!.among === hold.at || line === k);
  const cell = (k: number) => (hold && columns[k]!.among === hold.at ? "plan-drop" : line === k ? "plan-line" : "");

  return (
    <div style={{ "--phases": columns.length }} class={`plan-board${known(shown.value) ? "" : " pale"}`} ref={holder} tabIndex={0} role="region" aria-label="Plan board" onClick={click}>
      <table ref={table} class={hold ? "held" : ""}>
        <thead>
          <tr>
            <td />
            {columns.map((column, k) => (
              <th scope="col" key={k} class={cell(k)}>
                {k === columns.length - 1 ? "All done" : `Phase ${k + 1}`}
                <When now={now} old={old} column={column} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[...lanes, ""].map((party) => (
            <tr key={party || "together"}>
              <th scope="row" dir="auto">
                {party ? called("parties", party) : "Together"}
              </th>
              {columns.map((column, k) => (
                <td key={k} class={cell(k)}>
                  <Cards party={party} steps={column.steps} here={into(k)} onLine={line === k} grab={grab} />
                  {party && <Pull party={party} column={column} now={now} old={old} />}
                  {line === k && party && <Beside party={party} phase={own} board={now} />}
                </td>
              ))}
            </tr>
          ))}
          {hold && <Drops columns={columns} cell={cell} />}
        </tbody>
      </table>
      {hold && (
        <p class="plan-said" aria-hidden="true" dir="auto">
          {hold.at >= 0 ? sentence(hold, hold.at) : ""} {hold.by === "keys" ? "← → to move, Enter to place, Escape to put back." : hold.by === "click" ? "Click a phase to place it, Escape to put it back." : "Escape puts it back."}
        </p>
      )}
    </div>
  );
}

/** When a phase begins, and when it did before. */
function When({ now, old, column }: { now: Board | null; old: Board | null | undefined; column: Column }) {
  const here = column.now === null ? undefined : now?.calendar[column.now];
  const was = column.was === null ? undefined : old?.calendar[column.was];
  if (!here) return <small>{was ? <s>{was.says}</s> : " "}</small>;
  return (
    <small title={here.date}>
      {here.says}
      {was && was.says !== here.says ? `, was ${was.says.replace(/^month /, "")}` : ""}
    </small>
  );
}

interface CardsAsked {
  party: string;
  steps: string[];
  /** Whether the held step is shown in this column, and on the line before it. */
  here: boolean;
  onLine: boolean;
  grab: (event: PointerEvent, step: string, row: string) => void;
}

/** The cards of a party in a phase; where one was lifted from, that it was here. */
function Cards({ party, steps, here, onLine, grab }: CardsAsked) {
  const hold = held.value;
  const mine = (step: string) => (cards.value[step] ? (party ? cards.value[step]!.rows.includes(party) : !cards.value[step]!.rows.length) : !party);
  const own = steps.filter(mine);
  const coming = hold && here && mine(hold.step) && (onLine || !steps.includes(hold.step)) ? [hold.step] : [];
  if (!own.length && !coming.length) return null;
  return (
    <ul>
      {own.map((step) =>
        hold?.step === step && (!here || onLine) ? (
          <li key={step} class="plan-hole" dir="auto">
            {short(step)} was here
          </li>
        ) : (
          <Card key={step} step={step} row={party} grab={grab} />
        ),
      )}
      {coming.map((step) => (
        <Card key={`held ${step}`} step={step} row={party} grab={grab} floats={onLine} />
      ))}
    </ul>
  );
}

function Card({ step, row, grab, floats = false }: { step: string; row: string; grab: CardsAsked["grab"]; floats?: boolean }) {
  const hold = held.value?.step === step ? held.value : null;
  const says = cards.value[step]?.says[row] ?? cards.value[step]?.says[""] ?? "";
  const keys = (event: KeyboardEvent) => {
    const back = getComputedStyle(event.currentTarget as HTMLElement).direction === RIGHT_TO_LEFT ? 1 : -1;
    const then: { [key: string]: (() => void) | undefined } = hold
      ? { " ": () => void put(), Enter: () => void put(), ArrowLeft: () => next(back), ArrowRight: () => next(-back), Home: () => move(0), End: () => move(hold.places.length - 1) }
      : { " ": () => lift(step, row, "keys"), Enter: () => lift(step, row, "keys") };
    if (!then[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    selected.value = step;
    then[event.key]!();
  };
  const click = (event: MouseEvent) => {
    event.stopPropagation();
    selected.value = step;
    if (hold) putBack();
    else if (!held.value) lift(step, row, "click");
    else {
      // Another card is held: this is a click on the phase in which this one is.
      const place = held.value.places.findIndex((one) => !one.alone && one.phases[one.phase - 1]?.includes(step));
      void put(place);
    }
  };
  return (
    <li class={floats ? "plan-floats" : ""}>
      <button
        class={`plan-card${hold ? " held" : ""}${selected.value === step ? " chosen" : ""}`}
        data-card={`${step} ${row}`}
        aria-pressed={hold !== null}
        dir="auto"
        onKeyDown={keys}
        onClick={click}
        onPointerDown={(event) => (foresee(step), grab(event, step, row))}
        onPointerEnter={() => foresee(step)}
        onFocus={() => (foresee(step), !held.value && (selected.value = step))}
      >
        <span class="plan-grip" aria-hidden="true" />
        {short(step)}
        <small>{says}</small>
      </button>
    </li>
  );
}

/** The focus stays on the card that is held or was moved, wherever it is drawn. */
function useKeptFocus(holder: { current: HTMLDivElement | null }): void {
  const had = useRef<string | null>(null);
  useLayoutEffect(() => {
    const active = document.activeElement;
    const lost = active === null || active === document.body || !active.isConnected;
    const soon = wanted.until > Date.now() ? wanted.card : "";
    const card = soon || had.current;
    if ((lost || soon) && card && holder.current) {
      const every = [...holder.current.querySelectorAll<HTMLElement>("[data-card]")];
      const step = card.split(" ")[0];
      const found = every.find((one) => one.dataset.card === card) ?? every.find((one) => one.dataset.card?.split(" ")[0] === step);
      found?.focus();
      found?.scrollIntoView({ block: "nearest", inline: "nearest" });
      if (found) wanted.until = 0;
    }
    const focused = document.activeElement;
    had.current = focused instanceof HTMLElement && holder.current?.contains(focused) ? (focused.dataset.card ?? null) : null;
  });
}

// ---------------------------------------------------------------------------------------------------------- margins

function Pull({ party, column, now, old }: { party: string; column: Column; now: Board | null; old: Board | null | undefined }) {
  const at = column.now;
  const margin = at === null ? null : (now?.margins[party]?.[at] ?? null);
  const was = column.was === null ? null : (old?.margins[party]?.[column.was] ?? null);
  const shows = was !== null && (margin === null || points(was) !== points(margin));
  if (at === null || !now) return null;
  if (margin === null) {
    const idle = now.idle[party]?.[at];
    return idle ? <p class="plan-none">{idle}</p> : null;
  }
  const every = [...(now.margins[party] ?? []), ...(old?.margins[party] ?? [])].filter((one) => one !== null);
  const largest = Math.max(...every, 1e-9);
  const part = (value: number) => `${Math.min(100, Math.max(0, (100 * value) / largest)).toFixed(1)}%`;
  const weak = now.weakest.phase === at + 1 && now.weakest.party === party;
  const quits = margin < 0;
  const place = at === now.calendar.length - 1 ? "after the end" : `at phase ${at + 1}`;
  const name = `${called("parties", party)} ${place}: ${points(margin)}${shows ? `, was ${points(was)}` : ""}${weak ? ", the weakest link" : ""}. Why?`;
  return (
    <button class={`plan-pull${weak || quits ? " weak" : ""}`} aria-label={name} title={weak ? "the weakest link: why?" : "why?"} onClick={(event) => (event.stopPropagation(), explain(party, at + 1))}>
      <span class="plan-track" aria-hidden="true">
        <i class="moves" style={{ width: part(margin) }} />
        {shows && <u style={{ insetInlineStart: part(was) }} />}
      </span>
      <b>
        {weak ? "▼ " : quits ? "✕ " : ""}
        {points(margin)}
      </b>
      {shows && <s>{points(was)}</s>}
    </button>
  );
}

/** The margin at the start of a phase of its own, on the line where the held card would make one. */
function Beside({ party, phase, board }: { party: string; phase: number; board: Board | null }) {
  const margin = board?.margins[party]?.[phase] ?? null;
  if (!board || margin === null) return null;
  const weak = margin < 0 || (board.weakest.phase === phase + 1 && board.weakest.party === party);
  return (
    <span class={`plan-beside${weak ? " weak" : ""}`}>
      {weak ? "▼ " : ""}
      {points(margin)}
    </span>
  );
}

// -------------------------------------------------------------------------------------------------------- drop here?

function Drops({ columns, cell }: { columns: Column[]; cell: (k: number) => string }) {
  const hold = held.value!;
  const answer = (n: number) => given.value?.[n];
  const target = (n: number, alone: boolean, k: number) => {
    const entry = answer(n);
    const head = entry ? entry.head : "…";
    const here = alone ? `In a phase of its own before ${k === columns.length - 1 ? "the end" : `phase ${k + 1}`}` : `In phase ${k + 1}`;
    const hear = { onFocus: () => move(n), onClick: (event: MouseEvent) => (event.stopPropagation(), void put(n)), "aria-label": `${here}: ${head}${entry?.detail ? `, ${entry.detail}` : ""}` };
    return alone ? (
      <button class={`plan-between${entry?.problems.length ? " nope" : ""}`} title={`${here}: ${head}, ${entry?.detail ?? ""}`} {...hear}>
        +
      </button>
    ) : (
      <button class="plan-here" {...hear}>
        <b class={entry?.problems.length ? "nope" : ""}>{head}</b>
        <span dir="auto">{entry?.detail}</span>
      </button>
    );
  };
  return (
    <tr class="plan-answers">
      <th scope="row">Drop here?</th>
      {columns.map((column, k) => (
        <td key={k} class={cell(k)}>
          {column.alone !== hold.origin && column.alone !== column.among && target(column.alone, true, k)}
          {k < columns.length - 1 ? target(column.among, false, k) : target(column.alone, true, k)}
        </td>
      ))}
    </tr>
  );
}
