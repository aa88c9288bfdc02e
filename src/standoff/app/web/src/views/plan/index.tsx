// The view Plan: the steps of a plan as cards on a calendar, which are moved, and who would walk out then.
import "./plan.css";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { go } from "../../address";
import { desk } from "../../desk";
import { mean } from "../../meant";
import { Said } from "../../parts/said";
import { held, putBack, shown } from "./hold";
import { same } from "./order";
import { Picks } from "./picks";
import { forget } from "./search";
import { selected, why } from "./selected";
import { Side } from "./side";
import { type Entry, before, begun, cards, keepLooking, keepMarking, known, phases, refusal, seeking, title, titled, which } from "./store";
import { Table } from "./table";

export function Plan() {
  const last = useRef<Entry | undefined>(undefined);
  useEffect(() => {
    const ends = [keepLooking(), keepMarking()];
    const escape = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || !held.value || event.defaultPrevented) return;
      event.preventDefault();
      putBack();
    };
    addEventListener("keydown", escape);
    return () => {
      ends.forEach((end) => end());
      removeEventListener("keydown", escape);
      if (held.value) putBack();
      forget();
    };
  }, []);
  const name = `${which.value.kind}:${which.value.key}`;
  useLayoutEffect(() => {
    last.current = undefined;
    // What was before is told on, where a move made this plan of another.
    if (before.value && !same(before.value.after, phases.value ?? [])) before.value = null;
    mean(name);
    why.value = null;
    if (!before.value) selected.value = "";
    if (held.value) putBack();
    forget();
  }, [name]);
  // Another change came in between: what is held is held no more.
  useEffect(() => {
    if (held.value && phases.value !== held.value.from && JSON.stringify(phases.value) !== JSON.stringify(held.value.from)) putBack();
  }, [phases.value]);

  const here = desk.value!;
  const entry = known(shown.value);
  if (entry) last.current = entry;
  if (!Object.keys(here.names.steps).length) return <Nothing />;
  const parties = Object.keys(here.names.parties);
  const steps = new Set([...(phases.value ?? []).flat(), ...(held.value ? [held.value.step] : [])]);
  const seen = entry ?? last.current;
  const old = before.value ? known(before.value.phases)?.board : held.value ? known(held.value.from)?.board : null;
  const lanes = parties.filter((party) => seen?.board?.margins[party] || old?.margins[party] || [...steps].some((step) => cards.value[step]?.rows.includes(party)));
  return (
    <div class="pane plan">
      <div class="plan-main">
        <h2 class="heard" dir="auto">
          {title.value || "Plan"}
        </h2>
        <Picks />
        {!here.sound && <Unsound />}
        {refusal.value && (
          <p class="warn" role="status">
            <Said {...refusal.value} />
          </p>
        )}
        {phases.value === null ? (
          <p class="wait">
            The roadmap of “{title.value}” is sought … {seeking.value && <progress max={1} value={seeking.value.share} aria-label="how far it has come" />}
          </p>
        ) : phases.value.length || held.value ? (
          <Table lanes={lanes} />
        ) : (
          <Empty />
        )}
      </div>
      <Side entry={entry ?? last.current} parties={parties} />
    </div>
  );
}

/** What is wrong with the case; what was known stays on the board. */
function Unsound() {
  const wrong = desk.value!.problems.filter(({ severity }) => severity === "error");
  return (
    <div class="warn strong" role="status">
      <b>The case has {wrong.length === 1 ? "a problem" : `${wrong.length} problems`}, so nothing is asked of it until that is mended:</b>
      <ul>
        {wrong.slice(0, 5).map((one, n) => (
          <li key={n} dir="auto">
            {one.path && <code>{one.path}</code>} <Said {...one} />
          </li>
        ))}
      </ul>
      Undo takes the last change back.
    </div>
  );
}

function Empty() {
  const { kind, key } = which.value;
  const begin = () => {
    begun.value = { title: titled("A new plan"), phases: [] };
    go("plan", "new:");
  };
  if (kind === "new" && !key)
    return (
      <div class="plan-empty">
        <p>The case has no plan and no deal yet. A plan says which steps are taken, and in which order.</p>
        <button class="btn" onClick={begin}>
          Begin a plan
        </button>
      </div>
    );
  return (
    <div class="plan-empty">
      <p>The plan is empty. Add a first step, above: it makes a first phase.</p>
    </div>
  );
}

function Nothing() {
  return (
    <div class="plan-empty">
      <p>The case has no steps yet: what could the parties do for each other?</p>
      <a class="btn" href="#/start/steps">
        Say what they could do
      </a>
    </div>
  );
}
