// What needs a hand: quotes that are not found word for word, sources without a text, and passages that nobody cites.
import { useEffect, useState } from "preact/hooks";
import { desk, version } from "../../desk";
import { Said } from "../../parts/said";
import { ask, stop } from "../../server";
import type { Citation, Unread } from "./documents";
import { Passages } from "./find";
import { adding, grounds, open, remove, sources, takeInstead, titleOf } from "./state";

export function Need() {
  const found = grounds.value;
  if (!found) return null;
  const pieces = found.in_need.map((n) => found.citations[n]!);
  const absent = sources.value?.sources.find((one) => !one.file);
  return (
    <section aria-labelledby="evidence-need">
      <h3 id="evidence-need">Quotes that need a hand</h3>
      {!pieces.length && !absent && <p class="hint">None: every quote stands in its source, word for word.</p>}
      <ul class="evidence-list">
        {pieces.map((one) => (
          <Wrong key={one.place.join(".")} one={one} />
        ))}
        {absent && (
          <li>
            <b class="evidence-chip" aria-hidden="true">!</b>
            <div>
              {found.missing}{" "}
              <button class="btn ghost" onClick={() => void (adding.value = absent.id)}>
                Add text…
              </button>
              {found.unchecked && <div class="hint" dir="auto">{found.unchecked}</div>}
            </div>
          </li>
        )}
      </ul>
    </section>
  );
}

function Wrong({ one }: { one: Citation }) {
  return (
    <li>
      <b class="evidence-chip" aria-hidden="true">!</b>
      <div>
        <span dir="auto">
          {titleOf(one)}: “{one.quote}”
        </span>
        <div class="evidence-doubt" dir="auto">
          <Said message={one.note} hint={one.hint} />
        </div>
        <div class="hint" dir="auto">for {one.labels.join(", ")}</div>
        <div class="evidence-acts">
          <button class="evidence-note" onClick={() => open(one.source)}>
            Open the source
          </button>
          {one.instead && (
            <button class="evidence-note" onClick={() => void takeInstead(one)}>
              Take the words of the source
            </button>
          )}
          <button class="evidence-note" onClick={() => void remove(one)}>
            Take away
          </button>
        </div>
      </div>
    </li>
  );
}

/** What nobody cites: asked when it is opened, as a first look at many texts takes a while. */
export function NobodyCites() {
  const [opened, setOpened] = useState(false);
  const [found, setFound] = useState<Unread | null>(null);
  const [refused, setRefused] = useState("");
  const sound = desk.value?.sound ?? false;
  useEffect(() => {
    if (!opened || !sound) return;
    setRefused("");
    ask<Unread>("evidence-unread", "unread", {}).then(setFound, (error) => void setRefused(error.message));
    return () => stop("evidence-unread");
  }, [opened, sound, version.value]);
  const names = desk.value?.names;
  const called = (one: { parties?: string[]; steps?: string[] }) =>
    [...(one.parties ?? []).map((key) => names?.parties[key]?.name ?? key), ...(one.steps ?? []).map((key) => names?.steps[key]?.short ?? key)].join(", ");
  return (
    <details class="evidence-part" onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary>What nobody cites{found ? `: ${found.passages.length}` : ""}</summary>
      {!sound && <p class="hint">This is told of a case without errors.</p>}
      {refused && <p class="hint">{refused}</p>}
      {found && !found.passages.length && <p class="hint">No passage that names a party or a step is left uncited.</p>}
      {found && <Passages found={found.passages} beside={called} most={50} />}
    </details>
  );
}
