// What the answers leave of each worth, which of them cannot all be true, and what would be written: nothing until then.
import { useState } from "preact/hooks";
import { by, setBy } from "../../parts/who";
import type { Asked, Contradiction, Worth } from "./documents";
import { accept, answers, sign, takeBack } from "./state";

const SHOWN = 8;
const NUMBER = new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 3 });
const shown = (value: number) => NUMBER.format(value).replace("-", "−");

export function Allowed({ document }: { document: Asked }) {
  const [all, setAll] = useState(false);
  const worths = document.worths.filter(({ box_low, box_high }) => box_low < box_high);
  const asked = (one: Worth) => (document.order.includes(one.step) ? 0 : 1);
  const sorted = [...worths].sort((a, b) => (answers.value.length ? a.share - b.share : 0) || asked(a) - asked(b));
  const least = Math.min(0, ...worths.map(({ box_low }) => box_low));
  const most = Math.max(0, ...worths.map(({ box_high }) => box_high));
  const rows = all ? sorted : sorted.slice(0, SHOWN);
  return (
    <section aria-label="What the answers allow">
      <h3>What the answers allow</h3>
      <table class="ask-allow">
        <tbody>
          {rows.map((one) => (
            <tr key={one.path}>
              <th scope="row" dir="auto" title={one.detail}>
                {one.title}
              </th>
              <td>
                <Bar one={one} least={least} most={most} />
              </td>
              <td class="ask-ends">
                {shown(one.low)} to {shown(one.high)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {sorted.length > SHOWN && (
        <button class="ask-link" onClick={() => setAll(!all)} aria-expanded={all}>
          {all ? "Show fewer" : `Show all ${sorted.length}`}
        </button>
      )}
      <p class="hint">Pale: where a worth is looked for, a little beyond the range of the case. Dark: what the answers leave. Nothing is written until you accept.</p>
    </section>
  );
}

function Bar({ one, least, most }: { one: Worth; least: number; most: number }) {
  const x = (value: number) => (200 * (value - least)) / (most - least || 1);
  return (
    <svg class="ask-bar" viewBox="0 0 200 16" preserveAspectRatio="none" aria-hidden="true">
      <rect class="all" width="200" height="16" />
      <rect class="box" x={x(one.box_low)} width={Math.max(1, x(one.box_high) - x(one.box_low))} height="16" />
      <rect class="left" x={x(one.low)} y="5" width={Math.max(1.5, x(one.high) - x(one.low))} height="6" />
      <path class="zero" d={`M${x(0)} 0V16`} />
    </svg>
  );
}

export function Contradictions({ document }: { document: Asked }) {
  return (
    <>
      {document.contradictions.map((one) => (
        <Opposed key={one.answers.join()} one={one} document={document} />
      ))}
    </>
  );
}

function Opposed({ one, document }: { one: Contradiction; document: Asked }) {
  const [open, setOpen] = useState(false);
  const word = one.answers.length === 1 ? "it" : one.answers.length === 2 ? "both" : `all ${one.answers.length}`;
  return (
    <div class="warn ask-opposed">
      {one.sentence}{" "}
      <button class="ask-link" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? "Hide" : "Show"} {word}
      </button>
      {open && <List document={document} numbers={one.answers} />}
    </div>
  );
}

export function Given({ document }: { document: Asked }) {
  if (!document.answers.length) return null;
  return (
    <details class="ask-given">
      <summary>{document.answers.length === 1 ? "1 answer" : `${document.answers.length} answers`}</summary>
      <List document={document} numbers={document.answers.map(({ number }) => number)} />
    </details>
  );
}

function List({ document, numbers }: { document: Asked; numbers: number[] }) {
  return (
    <ul class="ask-list">
      {numbers.map((number) => (
        <li key={number}>
          <span class="ask-number">{number}.</span> <span dir="auto">{document.answers[number - 1]?.sentence}</span>{" "}
          <button class="ask-link" aria-label={`Take answer ${number} back`} onClick={() => takeBack(number)}>
            Take it back
          </button>
        </li>
      ))}
    </ul>
  );
}

export function Accept({ document }: { document: Asked }) {
  const offers = document.accept;
  if (!answers.value.length || document.contradictions.length) return null;
  if (!by.value.trim() && !offers.length)
    return <p class="hint">To accept what the answers leave, say above whose answers they are.</p>;
  if (!offers.length) return <p class="hint">The answers narrow no range of the case yet.</p>;
  const label = `${document.name}: ${offers.length === 1 ? "1 range" : `${offers.length} ranges`} narrowed by answers`;
  return (
    <section class="ask-accept" aria-label="Accept">
      <h3>To be written into the case</h3>
      <ul>
        {offers.map((one) => (
          <li key={one.path} dir="auto">
            {one.sentence}
          </li>
        ))}
      </ul>
      <button class="btn" onClick={() => void accept(document, label)}>
        Accept: put {offers.length === 1 ? "it" : `these ${offers.length}`} into the case
      </button>
    </section>
  );
}

/** Whose answers they are. */
export function Who() {
  return (
    <label>
      as{" "}
      <input
        class="field ask-who"
        name="by"
        maxLength={80}
        value={by.value}
        placeholder="your initials"
        autocomplete="off"
        onInput={(event) => setBy(event.currentTarget.value)}
        onChange={sign}
      />
    </label>
  );
}
