// What the numbers of each party and step rest on, in a small table; a row opens its numbers.
import { useState } from "preact/hooks";
import type { Part } from "./documents";
import { grounds, hanging, lookAt, number } from "./state";

const COLUMNS: { key: "sourced" | "one_source" | "judged" | "bare"; said: string; means: string }[] = [
  { key: "sourced", said: "2+", means: "two or more independent sources" },
  { key: "one_source", said: "1", means: "one source" },
  { key: "judged", said: "J", means: "judgement alone" },
  { key: "bare", said: "none", means: "nothing" },
];

const MOST = 12;

export function CoverageTable() {
  const [whole, setWhole] = useState(false);
  const [shown, show] = useState("");
  const found = grounds.value;
  if (!found?.numbers.length) return null;
  const known = hanging.value?.parts.length ? hanging.value : null;
  const all = known?.parts ?? found.parts;
  const parts = whole ? all : all.slice(0, MOST);
  return (
    <section aria-labelledby="evidence-coverage">
      <h3 id="evidence-coverage">What the numbers rest on</h3>
      <p class="hint">
        {found.sentence} {known && `First what most hangs on for “${known.title}”.`}
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label="Table of what the numbers rest on">
        <table class="evidence-table">
          <thead>
            <tr>
              <th scope="col">Numbers of</th>
              {COLUMNS.map(({ key, said, means }) => (
                <th key={key} scope="col" title={means}>
                  <span aria-hidden="true">{said}</span>
                  <span class="heard">{means}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {parts.map((one) => (
              <Row key={one.path} one={one} open={shown === one.path} toggle={() => show(shown === one.path ? "" : one.path)} />
            ))}
          </tbody>
        </table>
      </div>
      {all.length > MOST && (
        <button class="evidence-note" onClick={() => setWhole(!whole)}>
          {whole ? "Fewer" : `All ${all.length}`}
        </button>
      )}
    </section>
  );
}

function Row({ one, open, toggle }: { one: Part; open: boolean; toggle: () => void }) {
  const numbers = open ? grounds.value!.numbers.filter((each) => each.part === one.path) : [];
  const marks = [one.stale && `${one.stale} stale`, one.contradicted && `${one.contradicted} contradicted`].filter(Boolean).join(", ");
  return (
    <>
      <tr>
        <th scope="row">
          <button class="evidence-row-name" aria-expanded={open} onClick={toggle} dir="auto">
            {one.name}
          </button>
          {marks && <span class="evidence-doubt"> {marks}</span>}
        </th>
        {COLUMNS.map(({ key }) => (
          <td key={key} class={one[key] ? `evidence-${key.replace("_", "-")}` : "hint"}>
            {one[key] || "·"}
          </td>
        ))}
      </tr>
      {numbers.map((each) => (
        <tr key={each.path} class="evidence-inner">
          <td>
            <button class="evidence-row-name" aria-current={each.path === number.value} onClick={() => lookAt(each.path)} dir="auto">
              {each.label}
            </button>
          </td>
          <td colSpan={COLUMNS.length}>{each.rests}</td>
        </tr>
      ))}
    </>
  );
}
