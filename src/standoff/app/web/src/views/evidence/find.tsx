// Words looked for in all sources: the passages that have them, and a way to each in its text.
import { useEffect, useState } from "preact/hooks";
import { version } from "../../desk";
import { ask, stop } from "../../server";
import type { VNode } from "preact";
import type { Found, Passage, Selected } from "./documents";
import { aside, open, reading, select, titleOf, typed } from "./state";

const PAUSE = 250;

/** What `search` finds of some words; null while there are none, a text where they cannot be looked for. */
export function useFound(words: string): Found | string | null {
  const [found, setFound] = useState<Found | string | null>(null);
  useEffect(() => {
    if (!words.trim()) return void setFound(null);
    const wait = setTimeout(() => {
      const asked = words.match(/"[^"]*"?|\S+/g) ?? [];
      ask<Found>("evidence-search", "search", { words: asked, limit: 50 }).then(setFound, (error) => setFound(error.message));
    }, PAUSE);
    return () => (clearTimeout(wait), stop("evidence-search"));
  }, [words, version.value]);
  return words.trim() ? found : null;
}

export function Results({ found }: { found: Found | string }) {
  if (typeof found === "string") return <p class="hint" role="status">{found}</p>;
  if (aside.value)
    return (
      <p>
        <button class="evidence-note" onClick={() => void (aside.value = false)}>
          Back to what was found: {found.found === 1 ? "1 passage" : `${found.found} passages`}
        </button>
      </p>
    );
  const like = found.like.flatMap((one) => one.like);
  return (
    <section aria-labelledby="evidence-found">
      <h2 id="evidence-found" class="heard">
        What was found
      </h2>
      <p class="hint" role="status">
        {found.found === 0 ? "No passage has these words." : found.found === 1 ? "1 passage" : `${found.found} passages${found.found > found.passages.length ? `, the best ${found.passages.length} of them` : ""}`}
        {like.length > 0 && ` There is ${like.map((word) => `“${word}”`).join(", ")}.`}
      </p>
      <Passages found={found.passages} />
    </section>
  );
}

export function Passages({ found, beside, most = 100 }: { found: Passage[]; beside?: (one: Passage) => string; most?: number }) {
  const [shown, setShown] = useState(most);
  return (
    <>
      <ul class="evidence-passages">
        {found.slice(0, shown).map((one, n) => (
          <li key={n}>
            <button class="evidence-passage" onClick={() => open(one.source, { source: one.source, passage: one.passage })}>
              <b dir="auto">
                {titleOf(one)}
                {one.date && `, ${one.date}`}
              </b>{" "}
              <span class="hint">
                {one.at}
                {beside && ` · ${beside(one)}`}
              </span>
              <span class="evidence-excerpt" dir="auto">{excerpt(one)}</span>
            </button>
          </li>
        ))}
      </ul>
      {found.length > shown && (
        <button class="btn ghost" onClick={() => setShown(shown + most)}>
          {found.length - shown} more
        </button>
      )}
    </>
  );
}

const AROUND = 120;
const LONGEST = 360;

/** A passage around its first mark. The server counts characters, a string here has two units for some. */
function excerpt({ passage, marks }: Passage): (string | VNode)[] {
  const letters = [...passage];
  const from = Math.max(0, Math.min((marks[0]?.start ?? 0) - AROUND, letters.length - LONGEST));
  const to = Math.min(letters.length, from + LONGEST);
  const out: (string | VNode)[] = from ? ["… "] : [];
  let at = from;
  for (const { start, end } of marks) {
    if (start < at || end > to) continue;
    out.push(letters.slice(at, start).join(""), <mark key={start}>{letters.slice(start, end).join("")}</mark>);
    at = end;
  }
  return [...out, letters.slice(at, to).join(""), to < letters.length ? " …" : ""];
}

/** Words of the open source, typed: where they stand is told as they are typed, and never guessed. */
export function Typed() {
  const [words, setWords] = useState("");
  const [found, setFound] = useState<Selected | null>(null);
  const [refused, setRefused] = useState("");
  const of = reading.value;
  useEffect(() => {
    setFound(null);
    setRefused("");
    if (!words.trim() || !of) return;
    const control = new AbortController();
    const wait = setTimeout(() => {
      select({ words }, control.signal).then(setFound, (error) => void (control.signal.aborted || setRefused(error.message)));
    }, PAUSE);
    return () => (clearTimeout(wait), control.abort());
  }, [words, of?.source.id, of?.sha256]);
  if (!of) return null;
  return (
    <div class="evidence-typed">
      <label>
        <span class="heard">Words of this source, to attach them</span>
        <input class="field" value={words} placeholder="quote…" onInput={(event) => setWords(event.currentTarget.value)} dir="auto" />
      </label>
      <span class="hint" role="status">
        {refused || found?.sentence}
        {found?.meant != null && " ✓"}
      </span>
      {found?.places.slice(0, 20).map(([start, end], n) => (
        <button key={start} class="evidence-note" onClick={() => ((typed.value = { source: of.source.id, start, end }), setWords(""))}>
          {found.places.length === 1 ? "Attach these words…" : found.found.passages[n]?.at}
        </button>
      ))}
      {found?.found.near.map((one) => (
        <button key={one.quote} class="evidence-note" dir="auto" onClick={() => setWords(one.quote)}>
          nearly: “{one.quote}”, {one.at}
        </button>
      ))}
    </div>
  );
}
