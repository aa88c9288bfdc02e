// The view Answer: where we are, what holds in how many of 100 draws, and what to read in one minute.
import { useEffect, useRef } from "preact/hooks";
import { go, to } from "../../address";
import { desk, version } from "../../desk";
import { say } from "../../live";
import { isMarked, mark, marked } from "../../marked";
import { Said } from "../../parts/said";
import { First, Unsound } from "../../parts/unsound";
import { address } from "../../server";
import { tried } from "../../tried";
import "./answer.css";
import { type Bar, type Front, named, pause, progress, refresh, refused, shown } from "./state";

export function Answer() {
  const sound = desk.value?.sound;
  useEffect(() => refresh(), [version.value, sound]);
  useEffect(() => pause, []);
  const here = shown.value;
  return (
    <div class="pane two answer">
      <div>
        <Unsound />
        {here ? <Findings front={here.front} stale={here.stale} /> : <Waiting />}
      </div>
      <aside class="side">
        <Minute front={here?.front ?? null} stale={here?.stale.has("sentences") ?? false} />
        <TriedToday />
        <p class="answer-out">
          <a class="btn ghost" target="_blank" rel="noopener" href={address("/api/brief?page=one")}>
            Print the page
          </a>
          <a class="btn ghost" target="_blank" rel="noopener" href={address("/api/brief")}>
            Full brief
          </a>
        </p>
      </aside>
    </div>
  );
}

function Waiting() {
  if (refused.value) return <Refused />;
  if (desk.value && !desk.value.sound)
    return (
      <First to="start" button="Parties and steps">
        An answer needs two parties, what they can do, and what that is worth to them.
      </First>
    );
  return <p class="hint">Drawing all uncertain numbers …</p>;
}

function Refused() {
  return (
    <p class="warn">
      <Said {...refused.value!} />
    </p>
  );
}

function Findings({ front, stale }: { front: Front; stale: Set<string> }) {
  return (
    <>
      <h2>Where we are</h2>
      <p class={stale.has("where") ? "big answer-stale" : "big"} dir="auto">
        {front.where || "…"}
      </p>
      <h2 id="answer-what">What holds, in how many of 100 draws</h2>
      {front.headline && (
        <p class={stale.has("headline") ? "answer-headline answer-stale" : "answer-headline"} dir="auto">
          {front.headline}
        </p>
      )}
      {refused.value && <Refused />}
      {front.nothing ? (
        <First to="start" button="Parties and steps">
          No plan is assessed: {front.nothing}.
        </First>
      ) : (
        <Bars front={front} stale={stale} />
      )}
      <Foot front={front} />
    </>
  );
}

function Bars({ front, stale }: { front: Front; stale: Set<string> }) {
  const list = useRef<HTMLOListElement>(null);
  const keys = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || !(event.target instanceof HTMLAnchorElement)) return;
    const links = [...list.current!.querySelectorAll("a")];
    links[links.indexOf(event.target) + step]?.focus();
    event.preventDefault();
  };
  if (front.bars.length === 0 && front.done)
    return (
      <First to="start/deals" button="Name a deal">
        No deal was found that holds, and the case names none.
      </First>
    );
  return (
    <ol class="answer-bars" ref={list} aria-labelledby="answer-what" onKeyDown={keys}>
      {front.bars.map((bar) => (
        <Row key={named(bar)} bar={bar} stale={stale.has(named(bar))} />
      ))}
      {front.missing
        .filter((name) => !front.bars.some((bar) => bar.kind === "deal" && bar.name === name))
        .map((name) => (
          <li key={`deal ${name}`} class="answer-row answer-stale">
            <span class="answer-name" dir="auto">
              {(desk.value?.names.deals[name]?.name ?? name).split(": ")[0]}
              <small>deal, an order is sought</small>
            </span>
            <span class="answer-track" />
            <b class="answer-count">…</b>
          </li>
        ))}
    </ol>
  );
}

/** Where a bar leads: a plan of the case, or an order that is no plan yet. */
function opened(bar: Bar): string[] {
  return bar.kind === "plan" ? ["plan", bar.name] : ["plan", "order", bar.order.map((phase) => phase.join(",")).join("|")];
}

function Row({ bar, stale }: { bar: Bar; stale: boolean }) {
  const on = isMarked(bar);
  const between = bar.draws > 1 && bar.high > bar.low ? `, between ${Math.round(bar.low * 100)} and ${Math.round(bar.high * 100)}` : "";
  const toggle = () => {
    mark(bar);
    say(isMarked(bar) ? `${bar.title}: marked for Compare, ${marked.value.length} of 2` : `${bar.title}: no longer marked`);
  };
  return (
    <li class={`answer-row${bar.kind === "found" ? " answer-found" : ""}${stale ? " answer-stale" : ""}`}>
      <span class="answer-name">
        <a
          href={to(...opened(bar))}
          dir="auto"
          onKeyDown={(event) => {
            if (event.key !== " ") return;
            event.preventDefault();
            toggle();
          }}
        >
          {bar.title}
        </a>
        <small dir="auto">
          {bar.note}
          {stale && " · from before the change"}
        </small>
      </span>
      <span class="answer-track" aria-hidden="true">
        <i class="moves" style={{ width: `${Math.max(bar.share * 100, bar.share > 0 ? 0.6 : 0)}%` }} />
      </span>
      <b class="answer-count" title={`${bar.draws.toLocaleString("en-GB")} draws${between}`}>
        {bar.count}
        <span class="heard">
          {" "}
          of 100 draws{between}
          {stale && ", from before the change"}
        </span>
      </b>
      <label class="answer-mark">
        <input type="checkbox" checked={on} onChange={toggle} aria-label={`Mark ${bar.title} for Compare`} />
      </label>
    </li>
  );
}

function Foot({ front }: { front: Front }) {
  const two = marked.value.length === 2;
  const at = progress.value;
  return (
    <>
      {at && (
        <p class="answer-progress hint">
          <progress max={1} value={at.share} aria-label="How far the answer is" />
          {at.what && <span>Working on {at.what} …</span>}
        </p>
      )}
      <p class="hint">
        {front.note} <kbd>Enter</kbd> opens one in Plan, <kbd>Space</kbd> marks two for Compare.
      </p>
      {two && (
        <button class="btn ghost" onClick={() => go("compare")}>
          Compare {marked.value.map(({ title }) => `“${title}”`).join(" and ")}
        </button>
      )}
    </>
  );
}

function Minute({ front, stale }: { front: Front | null; stale: boolean }) {
  const said = front?.sentences ?? [];
  const sentence = ({ label, title, text }: Front["sentences"][number]) => (
    <p key={label} class={stale ? "answer-stale" : ""} dir="auto">
      <b>{title}.</b> {text}
    </p>
  );
  const rest = said.filter(({ minute }) => !minute);
  return (
    <>
      <h2>If you have one minute</h2>
      {said.length === 0 && <p class="hint">Comes with the best deal, which is being looked for.</p>}
      {said.filter(({ minute }) => minute).map(sentence)}
      {rest.length > 0 && (
        <details>
          <summary>If you have two</summary>
          {rest.map(sentence)}
        </details>
      )}
    </>
  );
}

function TriedToday() {
  if (tried.value.length === 0) return null;
  return (
    <>
      <h2>Tried today</h2>
      <ul class="answer-tried">
        {tried.value.slice(0, 8).map(({ at, text, from, to: after, kept }, n) => (
          <li key={`${at} ${n}`}>
            <time>{at}</time> <span dir="auto">{text}</span>{" "}
            {from && after && (
              <b class={Number.parseInt(after, 10) < Number.parseInt(from, 10) ? "answer-worse" : ""}>
                {from} → {after}
              </b>
            )}
            , {kept}
          </li>
        ))}
      </ul>
    </>
  );
}
