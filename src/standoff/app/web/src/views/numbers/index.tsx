// The view Numbers: ranges beside the value at which the answer flips, those that are likeliest to flip it first.
import "./numbers.css";
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { go, to } from "../../address";
import { desk, version } from "../../desk";
import { Said } from "../../parts/said";
import { Unsound } from "../../parts/unsound";
import { Adding, Parties } from "./adding";
import type { NumbersDocument, Row } from "./document";
import { Panel, Strip } from "./panel";
import { answer, fresh, leave, plan, refresh, refused } from "./state";
import { Table } from "./table";

type Filter = "flip" | "all" | "bare" | "times";

const FILTERS: { key: Filter; said: string; keeps: (row: Row) => boolean }[] = [
  { key: "flip", said: "that can flip it", keeps: (row) => row.turns.length > 0 },
  { key: "all", said: "all", keeps: () => true },
  { key: "bare", said: "not backed by a source", keeps: (row) => row.basis.strength === "judged" || row.basis.strength === "bare" },
  { key: "times", said: "that are times", keeps: (row) => row.unit === "years" },
];

const filter = signal<Filter>("flip");

export function Numbers() {
  const here = desk.value!;
  useEffect(() => leave, []);
  useEffect(() => {
    if (here.sound) refresh();
  }, [version.value, plan.value, here.sound]);
  const document = answer.value;
  return (
    <div class="pane numbers-pane">
      <div>
        <Choosing document={document} />
        <Unsound />
        {here.sound && refused.value && (
          <p class="warn" role="status" dir="auto">
            <Said {...refused.value} />
          </p>
        )}
        {document === null ? !refused.value && here.sound && <p class="wait">Looking where numbers flip the answer …</p> : <Tables document={document} />}
        <Adding />
        <Parties />
        {document?.plan != null && <Strip document={document} />}
      </div>
      {document?.plan != null && <Panel document={document} />}
    </div>
  );
}

function Choosing({ document }: { document: NumbersDocument | null }) {
  const { plans, deals } = desk.value!.names;
  const groups: [string, string, typeof plans][] = [
    ["Deals", "deal", deals],
    ["Plans", "plan", plans],
  ];
  if (!plan.value)
    return (
      <p class="numbers-choosing">
        There is no plan yet that a number could flip: these are all numbers of the case. <a href={to("plan")}>Make a plan</a>
      </p>
    );
  return (
    <p class="numbers-choosing">
      <label>
        For the plan{" "}
        <select class="field" value={plan.value} onChange={(event) => go("numbers", event.currentTarget.value)}>
          {groups
            .filter(([, , named]) => Object.keys(named).length)
            .map(([title, kind, named]) => (
              <optgroup label={title}>
                {Object.entries(named).map(([key, { short, name }]) => (
                  <option value={`${kind}:${key}`}>{(short || name || key).split(": ")[0]}</option>
                ))}
              </optgroup>
            ))}
        </select>
      </label>{" "}
      <label>
        show numbers{" "}
        <select class="field" value={filter.value} onChange={(event) => void (filter.value = event.currentTarget.value as Filter)}>
          {FILTERS.map(({ key, said, keeps }) => (
            <option value={key}>
              {said}
              {document ? ` (${document.numbers.filter(keeps).length})` : ""}
            </option>
          ))}
        </select>
      </label>
    </p>
  );
}

function Tables({ document }: { document: NumbersDocument }) {
  const chosen = document.plan === null && filter.value === "flip" ? FILTERS[1]! : FILTERS.find(({ key }) => key === filter.value)!;
  const rows = document.numbers.filter(chosen.keeps);
  if (!rows.length)
    return (
      <p class="numbers-none">
        {chosen.key === "flip" ? "No single number flips it." : "There are none."}{" "}
        {chosen.key !== "all" && document.numbers.length > 0 && (
          <button class="btn ghost" onClick={() => void (filter.value = "all")}>
            Show all
          </button>
        )}
      </p>
    );
  return (
    <div class={fresh.value ? "" : "numbers-pale"} aria-busy={!fresh.value}>
      {document.groups.map(({ key, title, unit }) => {
        const own = rows.filter((row) => row.group === key);
        return own.length > 0 && <Table key={key} title={title} rows={own} document={document} unit={unit} />;
      })}
      <p class="hint">
        Drag an end or the middle, or click it and then where it is to be; or type, like “−2.5 to 0.8”. Keys on an end: <kbd>←</kbd> <kbd>→</kbd> a tenth of the range, with <kbd>Shift</kbd> a
        hundredth, <kbd>Enter</kbd> places, <kbd>Esc</kbd> puts back. Tinted is where the plan does not hold, all other numbers at their middle.
      </p>
    </div>
  );
}
