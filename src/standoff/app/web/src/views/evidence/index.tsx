// The view Evidence: the text of a source with its quotes marked, and the number that words are attached to.
import { useEffect, useState } from "preact/hooks";
import { version } from "../../desk";
import { Unsound } from "../../parts/unsound";
import { Add } from "./add";
import { CoverageTable } from "./coverage";
import type { Listed } from "./documents";
import "./evidence.css";
import { Results, Typed, useFound } from "./find";
import { Need, NobodyCites } from "./need";
import { NumberSide } from "./number";
import { adding, aside, number, open, plan, read, readSource, reading, source, sources, stale, titleOf, turn, unreadable, weigh } from "./state";
import { Text } from "./text";

export function Evidence() {
  const [words, setWords] = useState("");
  const found = useFound(words);
  useEffect(() => void read(), [version.value]);
  useEffect(turn, [version.value, plan.value, number.value]);
  useEffect(weigh, [version.value, plan.value]);
  useEffect(() => void (sources.value && readSource(source.value)), [source.value]);
  if (!sources.value) return <p class="wait">Reading the sources …</p>;
  const listed = sources.value.sources;
  const here = listed.find((one) => one.id === source.value);
  return (
    <div class={stale.value ? "pane two evidence evidence-stale" : "pane two evidence"}>
      <section class="evidence-left" aria-label="Sources">
        <div class="evidence-bar">
          {listed.length > 0 && <Choose listed={listed} />}
          {listed.length > 0 && (
            <input class="field evidence-find" type="search" aria-label="Find in all sources" placeholder={listed.length === 1 ? "find in the source…" : `find in ${listed.length} sources…`} value={words} onInput={(event) => ((aside.value = false), setWords(event.currentTarget.value))} />
          )}
          <button class="btn ghost" onClick={() => void (adding.value = "")}>
            Add a source…
          </button>
        </div>
        {adding.value === null && found !== null && <Results found={found} />}
        {adding.value !== null ? <Add key={adding.value} id={adding.value} /> : (!words.trim() || aside.value) && <Open here={here} />}
      </section>
      <aside class="side" aria-label="What it is evidence for">
        <Unsound />
        <NumberSide />
        <Need />
        <CoverageTable />
        {listed.some((one) => one.file) && <NobodyCites />}
      </aside>
    </div>
  );
}

function Choose({ listed }: { listed: Listed[] }) {
  const option = (one: Listed) => (
    <option key={one.id} value={one.id}>
      {titleOf(one)}
      {one.date && `, ${one.date}`}
      {one.in_need ? ` (! ${one.in_need})` : ""}
    </option>
  );
  const here = listed.filter((one) => one.file);
  const absent = listed.filter((one) => !one.file);
  return (
    <select class="field evidence-choose" aria-label="Source" value={source.value} onChange={(event) => open(event.currentTarget.value)}>
      {!source.value && <option value="">choose a source…</option>}
      {here.length > 0 && <optgroup label="With their text">{here.map(option)}</optgroup>}
      {absent.length > 0 && <optgroup label="Without a text here">{absent.map(option)}</optgroup>}
    </select>
  );
}

/** The source that is open: its text, or why there is none and what to do about it. */
function Open({ here }: { here: Listed | undefined }) {
  if (!sources.value!.sources.length)
    return (
      <div class="evidence-first">
        <h2>No sources yet</h2>
        <p>What a case claims rests on sources. Add one with its text, select words in it, and attach them to a number.</p>
        <button class="btn" onClick={() => void (adding.value = "")}>
          Add the first source…
        </button>
      </div>
    );
  if (!here)
    return (
      <div class="evidence-first">
        <h2>{source.value ? "There is no such source" : "No source has its text here"}</h2>
        <p>{sources.value!.missing}</p>
        <AddText id={sources.value!.sources.find((one) => !one.file)?.id} />
      </div>
    );
  const about = [here.author, here.date, here.cited ? `cited ${here.cited === 1 ? "once" : `${here.cited} times`}, ${here.quoted} with its words` : "not cited yet"].filter(Boolean).join(" · ");
  return (
    <>
      <h2 class="evidence-title" dir="auto">{titleOf(here)}</h2>
      <p class="hint" dir="auto">
        {about}{" "}
        {/^https?:\/\//.test(here.url) && (
          <a href={here.url} target="_blank" rel="noreferrer noopener">
            on the web
          </a>
        )}
      </p>
      {here.file && reading.value?.source.id === here.id && (
        <>
          <Typed key={here.id} />
          <Lost />
          <Text of={reading.value} />
        </>
      )}
      {(unreadable.value || here.unread) && <p class="warn strong" dir="auto">{unreadable.value || here.unread}</p>}
      {!here.file && (
        <>
          <p>The text of this source is not here, so nothing can be looked up in it.</p>
          <AddText id={here.id} />
        </>
      )}
    </>
  );
}

function AddText({ id }: { id: string | undefined }) {
  return id === undefined ? null : (
    <button class="btn" onClick={() => void (adding.value = id)}>
      Add text…
    </button>
  );
}

/** Quotes of the open source that stand nowhere in it. */
function Lost() {
  const lost = reading.value!.citations.filter((one) => one.state === "lost");
  return lost.length ? (
    <ul class="evidence-lost">
      {lost.map((one) => (
        <li key={one.place.join(".")} dir="auto">
          <b class="evidence-doubt">! {one.said}:</b> “{one.quote}” ({one.labels.join(", ")})
        </li>
      ))}
    </ul>
  ) : null;
}
