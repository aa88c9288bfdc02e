// The number that is looked at: its range, all evidence for it, how strong that is, and a judgement by hand.
import { useState } from "preact/hooks";
import { desk, edit } from "../../desk";
import { Supports } from "./controls";
import type { Citation, Numbered } from "./documents";
import { evidence, grounds, lookAt, looked, number, open, plan, reading, remove, titleOf, turning } from "./state";

export const trueMinus = (text: string) => text.replace(/-(?=[\d.])/g, "−");

export function NumberSide() {
  const one = looked.value;
  return (
    <section aria-label="The number that is looked at">
      <Chooser />
      {one ? <About one={one} /> : number.value ? <p class="hint">The case has no number at {number.value}.</p> : <p class="hint">Choose a number to see what it rests on, or select words in a source to attach them to one.</p>}
    </section>
  );
}

function Chooser() {
  const all = grounds.value?.numbers ?? [];
  const parts = grounds.value?.parts ?? [];
  const inOrder = [...new Set(all.map((one) => one.part))];
  const called = new Map(parts.map((part) => [part.path, part.name]));
  return (
    <label class="evidence-chooser">
      Number{" "}
      <select class="field" value={number.value} onChange={(event) => lookAt(event.currentTarget.value)}>
        <option value="">choose one…</option>
        {inOrder.map((part) => (
          <optgroup key={part} label={called.get(part) ?? part}>
            {all
              .filter((one) => one.part === part)
              .map((one) => (
                <option key={one.path} value={one.path}>
                  {one.label}: {one.rests}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}

function About({ one }: { one: Numbered }) {
  const all = evidence();
  return (
    <>
      <h3 dir="auto">{one.title}</h3>
      <p class="evidence-range">
        {trueMinus(one.written)} <a href={`#/numbers/${encodeURIComponent(one.path)}`}>in Numbers</a>
      </p>
      <ul class="evidence-list">
        {all.map((piece) => (
          <Piece key={piece.place.join(".")} piece={piece} />
        ))}
      </ul>
      <div class={one.firm ? "warn evidence-firm" : "warn"}>
        <b>{one.sentence}</b>
        <Turns />
      </div>
      <Judge one={one} />
    </>
  );
}

/** Where the number turns the verdict on a plan, and which plan that is. */
function Turns() {
  const names = desk.value?.names;
  const found = turning.value;
  if (!found?.plan || !names) return null;
  const called = [...Object.entries(names.deals), ...Object.entries(names.plans)];
  return (
    <>
      {found.sentences.map((said) => (
        <p key={said}>{said}</p>
      ))}
      {!found.sentences.length && <p>The verdict does not turn on it alone.</p>}
      <label class="evidence-chooser">
        This is said of{" "}
        <select class="field" value={found.plan} onChange={(event) => void (plan.value = event.currentTarget.value)}>
          {called.map(([key, { name }]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

/** One piece of evidence: its grade, or J for a judgement; its source or who judges; its words; what it supports. */
function Piece({ piece }: { piece: Citation }) {
  const judged = piece.state === "judged";
  const mark = reading.value?.source.id === piece.source ? reading.value.marks.find((at) => same(reading.value!.citations[at.citation]!, piece)) : undefined;
  const more = [piece.contradicts ? "speaks against" : piece.supports, judged ? piece.by.join(", ") : piece.said, piece.stale && "stale", piece.at].filter(Boolean).join(" · ");
  return (
    <li>
      <b class={judged ? "evidence-chip own" : "evidence-chip"} title={judged ? "a judgement" : piece.grade ? "how reliable the source is, and how credible the report" : "not graded"}>
        {judged ? "J" : piece.grade || "–"}
      </b>
      <div>
        {judged ? (
          <span class="evidence-own" dir="auto">“{piece.judgement}”</span>
        ) : (
          <span dir="auto">
            {titleOf(piece)}
            {piece.date && `, ${piece.date}`}
            {(piece.quote || piece.says) && ": "}
            {piece.quote ? `“${piece.quote}”` : piece.says}
          </span>
        )}
        <div class="hint" dir="auto">{more}</div>
        {piece.note && <div class="evidence-doubt">! {piece.note}</div>}
        <div class="evidence-acts">
          {!judged && (
            <button class="evidence-note" onClick={() => open(piece.source, mark ? { source: piece.source, place: mark.start } : null)}>
              {piece.quote && mark ? "Show" : "Open the source"}
            </button>
          )}
          <button class="evidence-note" onClick={() => void remove(piece)} aria-label={`Take away: ${judged ? piece.judgement : titleOf(piece)}`}>
            Take away
          </button>
        </div>
      </div>
    </li>
  );
}

const same = (one: Citation, other: Citation) => one.place.join(".") === other.place.join(".");

const WHO = "standoff-judged-by";

function Judge({ one }: { one: Numbered }) {
  const [words, setWords] = useState("");
  const [by, setBy] = useState(() => localStorage.getItem(WHO) ?? "");
  const [supports, setSupports] = useState("size");
  const ready = words.trim() && by.trim();
  const add = async () => {
    if (!ready) return;
    localStorage.setItem(WHO, by.trim());
    const value = { judgement: words.trim(), by: by.trim(), for: one.target, supports };
    if (await edit([{ op: "add", path: [...one.under.split("."), "because"], value }], `Judgement on ${one.label}`)) setWords("");
  };
  return (
    <details class="evidence-judge">
      <summary>Add a judgement…</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <label>
          What is judged, and on what grounds
          <textarea class="field" rows={3} value={words} onInput={(event) => setWords(event.currentTarget.value)} dir="auto" />
        </label>
        <p class="evidence-row">
          <Supports value={supports} set={setSupports} says="On the" />
          <label>
            by <input class="field evidence-by" value={by} placeholder="initials" onInput={(event) => setBy(event.currentTarget.value)} />
          </label>
          <button class="btn" disabled={!ready}>
            Add
          </button>
        </p>
      </form>
    </details>
  );
}
