// The small panel beside selected words: which number they are attached to, what of it they support, how good they are.
import { useEffect, useRef, useState } from "preact/hooks";
import { place } from "../../address";
import { Popover } from "../../parts/popover";
import { Grade, Supports, startsWith } from "./controls";
import type { Numbered, Reading, Selected } from "./documents";
import { attach, grounds, lookAt, number, select, titleOf } from "./state";

/** So many numbers are offered by their keys, and so many of those that are looked for are shown. */
const OFFERED = 6;
const MOST = 40;

interface Given {
  of: Reading;
  selected: Selected;
  at: () => DOMRect | null;
  close: () => void;
}

export function Attach({ of, selected, at, close }: Given) {
  const numbers = grounds.value?.numbers ?? [];
  const named = new Map(numbers.map((one) => [one.path, one]));
  const near = (path: string) => Number(path.split(".")[1] !== number.value.split(".")[1]);
  const order = [number.value, ...[...of.offers].sort((a, b) => near(a) - near(b))];
  const offers = [...new Set(order)].map((path) => named.get(path)).filter((one) => one !== undefined).slice(0, OFFERED);
  const [chosen, choose] = useState<Numbered | undefined>(offers[0]);
  const [supports, setSupports] = useState(startsWith(offers[0]));
  const [grade, setGrade] = useState(() => usualGrade(of));
  const [against, setAgainst] = useState(false);
  const [words, setWords] = useState<string | null>(offers.length ? null : "");
  const [told, tell] = useState<Selected>(selected);
  const [refused, setRefused] = useState("");
  const filter = useRef<HTMLInputElement>(null);

  const take = (one: Numbered) => {
    choose(one);
    setSupports(startsWith(one));
  };
  useEffect(() => {
    if (!chosen) return;
    const control = new AbortController();
    select({ start: selected.start, end: selected.end, number: chosen.path, supports, grade, contradicts: against }, control.signal).then(
      (found) => (tell(found), setRefused("")),
      (error) => void (control.signal.aborted || setRefused(error.message)),
    );
    return () => control.abort();
  }, [chosen?.path, supports, grade, against, selected.start, selected.end]);
  useEffect(() => void (words !== null && filter.current?.focus()), [words === null]);

  const ready = chosen && told.entry && told.path && !refused && told.entry["for"] === chosen.target;
  const done = async () => {
    if (!ready) return;
    if (!(await attach(told.path!, told.entry!, `${titleOf(of.source)} attached to ${chosen.label}`))) return;
    close();
    // Where no number was looked at, now it is this one: beside the text stands what it rests on.
    if (!number.value && place.value[0] === "evidence") lookAt(chosen.path);
  };
  const keys = (event: KeyboardEvent) => {
    const one = /^[1-9]$/.test(event.key) ? offers[Number(event.key) - 1] : undefined;
    if (one) take(one);
    else if (event.key === "/") setWords("");
    else return /^[0-9]$/.test(event.key);
    return true;
  };
  const label = `Attach ${told.words === 1 ? "this word" : `these ${told.words} words`} to`;
  const matching = words === null ? [] : numbers.filter((one) => includes(`${one.label} ${one.title} ${one.path}`, words)).slice(0, MOST);
  return (
    <Popover at={at} label={label} close={close} keys={keys} class="evidence-attach">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void done();
        }}
      >
        <b>{label}</b>
        <fieldset class="evidence-offers">
          <legend class="heard">The number</legend>
          {offers.map((one, n) => (
            <Offer key={one.path} one={one} on={chosen?.path === one.path} take={take} hint={String(n + 1)} first={n === 0} />
          ))}
          {words === null ? (
            <button type="button" class="evidence-another" onClick={() => setWords("")}>
              another number… <kbd>/</kbd>
            </button>
          ) : (
            <>
              <input class="field" ref={filter} type="search" aria-label="Another number, by its name" placeholder="another number, by its name" value={words} onInput={(event) => setWords(event.currentTarget.value)} />
              <div class="evidence-more">
                {matching.map((one) => (
                  <Offer key={one.path} one={one} on={chosen?.path === one.path} take={take} />
                ))}
                {!matching.length && <p class="hint">{numbers.length ? "No number is called so." : "The case has no numbers yet."}</p>}
              </div>
            </>
          )}
        </fieldset>
        <p class="evidence-row">
          <Supports value={supports} set={setSupports} /> <Grade value={grade} set={setGrade} />
          <label class="evidence-check">
            <input type="checkbox" checked={against} onChange={(event) => setAgainst(event.currentTarget.checked)} /> speaks against it
          </label>
        </p>
        <p class="evidence-row">
          <button class="btn" disabled={!ready}>
            Attach
          </button>
          <span class="hint" role="status">
            {refused || told.sentence}
            {!refused && told.meant !== null && " ✓"}
            {!chosen && " Choose a number above to attach them to."}
          </span>
        </p>
      </form>
    </Popover>
  );
}

function Offer({ one, on, take, hint, first }: { one: Numbered; on: boolean; take: (one: Numbered) => void; hint?: string; first?: boolean }) {
  return (
    <label class={on ? "evidence-offer on" : "evidence-offer"}>
      <input type="radio" name="evidence-number" checked={on} onChange={() => take(one)} {...(first ? { "data-first": "" } : {})} />
      <span dir="auto">{one.label}</span>
      {hint && <kbd aria-hidden="true">{hint}</kbd>}
    </label>
  );
}

const includes = (text: string, words: string) => words.toLowerCase().split(/\s+/).every((word) => text.toLowerCase().includes(word));

/** The grade that most of what is cited of a source has. */
function usualGrade(of: Reading): string {
  const grades = of.citations.map((one) => one.grade).filter(Boolean);
  return grades.sort((a, b) => grades.filter((one) => one === b).length - grades.filter((one) => one === a).length)[0] ?? "";
}
