// The numbers of one party, or of one kind, each with its range, its axis, where it flips and what it rests on.
import { useEffect, useRef, useState } from "preact/hooks";
import { to } from "../../address";
import { at } from "../../desk";
import { Range } from "../../parts/range";
import type { NumbersDocument, Row } from "./document";
import { back, current, fresh, held, hold, keysOf, placed, tried, wrong } from "./state";
import { axisOf, drawnOf, endsOf, plainly, printed, scaleOf, textOf, written } from "./writing";

export function Table({ title, rows, document, unit }: { title: string; rows: Row[]; document: NumbersDocument; unit: string }) {
  // Numbers of a party share an axis; a week and ten years do not.
  const drawn = rows.map((row) => drawnOf(row, scaleOf(row, at(keysOf(row.path))), document));
  const shared = unit === "points" ? axisOf(drawn, true) : null;
  const now = tried.value ?? document;
  return (
    <div class="scroll numbers-scroll" role="region" tabIndex={0} aria-label={title}>
      <table class="numbers-table numbers-rows" role="table">
        <caption dir="auto">{title}</caption>
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader">{unit === "points" ? "What it is worth" : "What it is"}</th>
            <th scope="col" role="columnheader">{Math.round(document.level * 100)} % range</th>
            <th scope="col" role="columnheader" class="numbers-ends">
              {shared ? <Ends axis={shared} unit="" /> : "Where it lies"}
            </th>
            <th scope="col" role="columnheader">Flips at</th>
            <th scope="col" role="columnheader">Rests on</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <Line key={row.path} row={row} other={now.numbers.find(({ path }) => path === row.path)} document={document} now={now} axis={shared} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Ends({ axis, unit }: { axis: [number, number]; unit: string }) {
  return (
    <span class="numbers-axis">
      <span>{printed(plainly(axis[0]))}</span>
      <span>
        {printed(plainly(axis[1]))} {unit}
      </span>
    </span>
  );
}

/** One number; `other` is its row while something is held, which may be this number. */
function Line({ row, other, document, now, axis }: { row: Row; other: Row | undefined; document: NumbersDocument; now: NumbersDocument; axis: [number, number] | null }) {
  const raw = at(keysOf(row.path));
  const scale = scaleOf(row, raw);
  const mine = held.value?.path === row.path;
  const shown = other ?? row;
  const [ends, setEnds] = useState(endsOf(row, scale));
  useEffect(() => setEnds(endsOf(row, scale)), [row.low, row.high, row.mode, row.median, scale.per]);
  const drawn = drawnOf(shown, scale, now);
  const own = axis ?? axisOf([drawnOf(row, scale, document)], false);
  const error = wrong.value[row.path];
  return (
    <tr role="row" class={mine ? "numbers-held" : ""}>
      <th scope="row" role="rowheader" dir="auto">
        {row.name}
        {row.correlated && <small>moves with others</small>}
      </th>
      <td role="cell" class="numbers-is">
        <Field row={row} text={written(row, raw)} error={error} />
      </td>
      <td role="cell" class="numbers-curve">
        <Range
          drawn={drawn}
          axis={own}
          label={row.called}
          shown={(value) => printed(`${plainly(value)} ${scale.unit}`.trim())}
          ends={ends}
          held={mine}
          movable={current(row.path) && row.shape !== "discrete"}
          onHold={(next) => {
            // The middle of a range that is moved by an end is for the server to say.
            setEnds(next);
            hold(row.path, textOf(row, scale, next));
          }}
          onPlace={() => held.value && void placed(row.path, held.value.text).then((done) => done || setEnds(endsOf(row, scale)))}
          onBack={() => (back(), setEnds(endsOf(row, scale)))}
        />
        {!axis && <Ends axis={own} unit={scale.unit} />}
      </td>
      <td role="cell" class="numbers-flips">
        <Flips row={shown} pale={!fresh.value || (held.value !== null && !mine && tried.value?.numbers.length === 1)} />
      </td>
      <td role="cell" class="numbers-rests">
        <a class={`numbers-chip ${row.basis.strength.replace(" ", "-")}`} href={to("evidence", row.path)} aria-label={`${row.called}: rests on ${row.basis.said}`}>
          {row.basis.said}
        </a>
      </td>
    </tr>
  );
}

const percent = (share: number) => (share > 0 && share < 0.01 ? "under 1 %" : `${Math.round(share * 100)} %`);

function Flips({ row, pale }: { row: Row; pale: boolean }) {
  if (!row.turns.length) return <span class="hint">{row.says ? "nowhere" : "has no say"}</span>;
  return (
    <ul class={pale ? "numbers-pale" : ""}>
      {row.turns.map((turn) => (
        <li title={turn.said}>
          <b class={turn.becomes === "holds" ? "good" : ""}>{turn.shown}</b> {turn.becomes}
          <small>{turn.chance === null ? "no range is given" : `chance ${percent(turn.chance)}`}</small>
          <span class="heard">{turn.said}</span>
        </li>
      ))}
    </ul>
  );
}

/** The number as text, as the file has it. */
function Field({ row, text, error }: { row: Row; text: string; error: string | undefined }) {
  const input = useRef<HTMLInputElement>(null);
  const mine = held.value?.path === row.path;
  const [typed, type] = useState<string | null>(null);
  useEffect(() => type(null), [text]);
  const place = () => {
    if (typed === null || typed.trim() === text) return type(null);
    void placed(row.path, typed).then(() => wrong.value[row.path] || type(null));
  };
  const id = `numbers-wrong-${row.path}`;
  return (
    <>
      <input
        ref={input}
        class="field numbers-text"
        size={Math.min(Math.max((typed ?? text).length, 9), 22)}
        aria-label={row.called}
        aria-invalid={error ? "true" : "false"}
        {...(error ? { "aria-describedby": id } : {})}
        value={typed ?? (mine ? printed(held.value!.text) : text)}
        onInput={(event) => type(event.currentTarget.value)}
        onBlur={place}
        onKeyDown={(event) => {
          if (event.key === "Enter") (event.preventDefault(), place());
          if (event.key === "Escape" && typed !== null) {
            event.preventDefault();
            type(null);
            wrong.value = { ...wrong.value, [row.path]: "" };
          }
        }}
      />
      {error && (
        <small id={id} class="numbers-wrong">
          {error}
        </small>
      )}
    </>
  );
}
