// The view Compare: the sentence that says what to talk about, then every difference by its effect, and ways to settle it.
import "./compare.css";
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { go, place, to } from "../../address";
import { desk, version } from "../../desk";
import { say } from "../../live";
import { marked } from "../../marked";
import { Problems } from "../../parts/problems";
import { Said } from "../../parts/said";
import { Refusal, ask, post, stop } from "../../server";
import type { Problem } from "../../types";
import type { ComparedPlan, Comparison, Difference, Fares, Needs, Ways } from "./documents";
import { called, likeliest, lookForOthers, sides } from "./sides";
import { Table, hasEffect } from "./table";
import { ViewForm, viewOf } from "./views";

/** What was found last, of which two and of which version of the case. */
const found = signal<{ document: Comparison; ways: Ways | null; of: string; whole: boolean } | null>(null);
const working = signal<{ what: string; share: number } | null>(null);
const refused = signal<{ message: string; hint: string; problems: Problem[] } | null>(null);
const stopped = signal("");
const asking = signal<{ plan: string; values: { [path: string]: number } } | null>(null);
/** The plans whose columns are shown; empty: those on which most hangs. */
const columns = signal<string[]>([]);
const plan = signal("");

const SLOT = "compare";
const DRAWS = 1000;
const MOST_COLUMNS = 2;

/** The two that were chosen last, so that whoever comes back finds them. */
let last: [a: string, b: string] | null = null;

const chosen = (): [a: string, b: string] => {
  const [view, a, b] = place.value;
  return view === "compare" && a && b ? [a, b] : (last ?? likeliest());
};

async function compare(a: string, b: string, of: string): Promise<void> {
  refused.value = null;
  stopped.value = "";
  working.value = { what: "", share: 0 };
  const named = plan.value ? { plan: plan.value } : {};
  let told = false;
  const show = (document: Comparison, whole = false) => {
    found.value = { document, ways: found.value?.of === of ? found.value.ways : null, of, whole };
    if (!told && document.draws) say(document.talk);
    told ||= document.draws > 0;
    if (!found.value.ways) void waysOf(document, a, b, of);
  };
  try {
    const progress = (what: string, share: number) => void (working.value = { what, share });
    show(await ask<Comparison>(SLOT, "compare", { a, b, draws: DRAWS, ...named }, { progress, partial: (part) => show(part) }), true);
    working.value = null;
  } catch (error) {
    working.value = null;
    if (!(error instanceof Refusal)) throw error;
    const told = (error.document["error"] ?? {}) as { problems?: Problem[] };
    refused.value = { message: error.message, hint: error.hint, problems: told.problems ?? [] };
    say(error.message);
  }
}

/** Asks how the differences can be settled, where one of the two lies on the desk: as edits of that one. */
async function waysOf(document: Comparison, a: string, b: string, of: string): Promise<void> {
  const side = a === "desk" ? "a" : b === "desk" ? "b" : "";
  const paths = document.differences.filter(({ single, path }) => single && path).map(({ path }) => path);
  const [first, second] = side === "b" ? [b, a] : [a, b];
  const ways = side && paths.length ? (await post<Ways>("/api/settle", { a: first, b: second, paths }).catch(() => ({ ways: {} }))).ways : {};
  if (found.value?.of === of) found.value = { ...found.value, ways: { desk: side, ways } };
}

function end(): void {
  stop(SLOT);
  stopped.value = working.value ? wanted() : "";
  working.value = null;
}

const wanted = () => JSON.stringify([...chosen(), plan.value, version.value]);

export function Compare() {
  const [a, b] = chosen();
  const now = wanted();
  useEffect(() => void lookForOthers(), []);
  useEffect(() => {
    if (!b) return;
    last = [a, b];
    if (place.value.length < 3) history.replaceState(null, "", to("compare", a, b));
  }, [a, b]);
  useEffect(() => {
    if (b && a !== b && !(found.value?.of === now && found.value.whole) && stopped.value !== now) void compare(a, b, now);
    else if (a === b) stop(SLOT);
  }, [now]);
  useEffect(() => () => (stop(SLOT), void (working.value = null)), []);
  const here = desk.value!;
  return (
    <div class="compare">
      <Choice a={a} b={b} />
      {refused.value && (
        <div class="warn">
          <Said {...refused.value} />
          {refused.value.problems.length > 0 && <Problems found={refused.value.problems} />}
        </div>
      )}
      {a === b && b && <p class="hint">A and B are the same; choose another for one of them.</p>}
      {!b && <Nothing />}
      {b && a !== b && <Found a={a} b={b} stale={found.value?.of !== now} />}
      <ViewForm written={(name) => go("compare", name === a ? b : a === "saved" && b === "desk" ? "desk" : a, name)} />
      {here.dirty === 0 ? (
        <p class="hint">For a new view, change numbers as somebody else sees them; here they are then written as a view, and the case stays as it is.</p>
      ) : (
        <p>
          <button class="btn ghost" onClick={() => viewOf(null, `the ${here.dirty === 1 ? "change" : `${here.dirty} changes`} not saved`)}>
            Make a view of what is not saved…
          </button>
        </p>
      )}
    </div>
  );
}

function Nothing() {
  return (
    <>
      <p class="big">There is nothing yet to lay beside this case.</p>
      <p>
        Change numbers as a colleague sees them, and write them as a view: then both are shown here, side by side. Or open a second case with this one: <code>standoff open CASE OTHER</code>.
      </p>
      <p>
        <a class="btn" href="#/numbers">
          Go to the numbers
        </a>
      </p>
    </>
  );
}

function Choice({ a, b }: { a: string; b: string }) {
  const groups = [...new Set(sides.value.map(({ group }) => group))];
  const plans = Object.entries(desk.value!.names.plans);
  const deals = Object.entries(desk.value!.names.deals);
  const pick = (label: string, value: string, then: (name: string) => void) => (
    <span>
      <label for={`compare-${label}`}>{label}</label>{" "}
      <select id={`compare-${label}`} class="field" value={value} onChange={(event) => then(event.currentTarget.value)}>
        {!value && <option value="">choose …</option>}
        {groups.map((group) => (
          <optgroup label={group} key={group}>
            {sides.value
              .filter((one) => one.group === group)
              .map(({ name, called }) => (
                <option value={name} key={name}>
                  {called}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </span>
  );
  return (
    <form class="compare-choice" onSubmit={(event) => event.preventDefault()}>
      {pick("A", a, (name) => go("compare", name, b || "saved"))}
      <button type="button" class="btn ghost" disabled={!b} onClick={() => go("compare", b, a)} aria-label="Swap A and B">
        ⇄
      </button>
      {pick("B", b, (name) => go("compare", a, name))}
      <span>
        <label for="compare-plans">Plans</label>{" "}
        <select id="compare-plans" class="field" value={plan.value} onChange={(event) => void ((plan.value = event.currentTarget.value), (columns.value = []))}>
          <option value="">all that both have</option>
          {[...plans.map(([key, one]) => [`plan:${key}`, one.name]), ...deals.map(([key, one]) => [`deal:${key}`, one.name])].map(([key, name]) => (
            <option value={key} key={key}>
              {name}
            </option>
          ))}
        </select>
      </span>
      <Progress />
    </form>
  );
}

function Progress() {
  const at = working.value;
  if (at === null) {
    if (stopped.value !== wanted()) return null;
    return (
      <button type="button" class="btn ghost" onClick={() => void (stopped.value = "", void compare(...chosen(), wanted()))}>
        Go on
      </button>
    );
  }
  return (
    <span class="compare-progress">
      <progress value={at.share} max={1} aria-label="How far it is" /> <span class="hint" dir="auto">{at.what}</span>{" "}
      <button type="button" class="btn ghost" onClick={end}>
        Stop
      </button>
    </span>
  );
}

/** The plans whose columns are shown: those that were chosen, here or in Answer, else those on which most hangs. */
function shownPlans({ plans, differences }: Comparison): string[] {
  if (columns.value.length) return columns.value;
  const wanted = marked.value.map(({ kind, name }) => `${kind}:${name}`).filter((label) => plans.some(({ plan }) => plan === label));
  if (wanted.length) return wanted;
  const moved = (label: string) => {
    const { a, b } = plans.find(({ plan }) => plan === label)!;
    const to = (other: Fares | undefined) => (other ? Math.abs((other.holds ?? 0) - (a.holds ?? 0)) + (other.verdict === a.verdict ? 0 : 1) : 0);
    return Math.max(to(b), ...differences.map(({ effects }) => to(effects.find(({ plan }) => plan === label)?.a)));
  };
  const most = plans.map(({ plan }) => plan).sort((one, other) => moved(other) - moved(one));
  return most.slice(0, MOST_COLUMNS);
}

function Found({ a, b, stale }: { a: string; b: string; stale: boolean }) {
  if (found.value === null) return refused.value ? null : <p class="wait">Comparing …</p>;
  const { document, ways } = found.value;
  const labels = shownPlans(document);
  const plans = document.plans.filter((one) => labels.includes(one.plan));
  const singles = document.differences.filter(({ single }) => single);
  const groups = document.differences.filter(({ single }) => !single);
  const tried = document.plans.length > 0 && !document.unassessed;
  const moving = tried ? singles.filter((one) => hasEffect(one, document.plans)) : singles;
  const still = singles.filter((one) => !moving.includes(one));
  const structural = (one: Difference) => one.kind === "steps" || one.kind === "phases";
  const rest = { plans, names: { a: called(a), b: called(b) }, ways, asking: asking.value?.values ?? null };
  const count = singles.length;
  const numbers = moving.filter((one) => !structural(one));
  const others = moving.filter(structural);
  const all = count > 1 && tried ? { all: count === 2 ? "Both together" : `All ${count} together` } : {};
  return (
    <div class={stale ? "compare-found stale" : "compare-found"}>
      <p class="big" dir="auto">
        {document.talk}
      </p>
      {document.beside && (
        <p class="compare-beside" dir="auto">
          {document.beside}
        </p>
      )}
      {count > 0 && !document.plans.length && (
        <p>
          <a class="btn ghost" href="#/plan">
            Make a plan first
          </a>
        </p>
      )}
      {document.plans.length > 1 && <Columns plans={document.plans} shown={labels} />}
      {(numbers.length > 0 || (all.all && !others.length)) && <Table rows={numbers} caption="Numbers and times in which you differ" {...all} {...rest} />}
      {others.length > 0 && <Table rows={others} caption="Steps, orders and rules in which you differ" {...(numbers.length ? {} : all)} {...rest} />}
      {groups.length > 0 && (
        <details>
          <summary>{groups.length === 1 ? "One group" : `${groups.length} groups`} of differences, each switched at once</summary>
          <Table rows={groups} caption="Groups of differences" {...rest} />
        </details>
      )}
      {still.length > 0 && (
        <details>
          <summary>{still.length === 1 ? "One difference" : `${still.length} differences`} without effect on any plan</summary>
          <Table rows={still} caption="Differences without effect" {...rest} />
        </details>
      )}
      {count > 0 && document.draws > 0 && <Asking plan={document.plans.find(({ plan }) => plan === labels[0])} draws={document.draws} />}
      {ways !== null && !ways.desk && count > 0 && <p class="hint">To settle a difference here, let A or B be this case as it is here now.</p>}
      {[document.a.said && `A: ${document.a.said}`, document.b.said && `B: ${document.b.said}`, ...document.notes].filter(Boolean).map((note) => (
        <p class="hint" dir="auto" key={note}>
          {note}
        </p>
      ))}
    </div>
  );
}

function Columns({ plans, shown }: { plans: Comparison["plans"]; shown: string[] }) {
  const turn = (label: string) => (columns.value = shown.includes(label) ? shown.filter((one) => one !== label) : [...shown, label]);
  return (
    <fieldset class="compare-columns">
      <legend>Shown for</legend>
      {plans.map((one) => (
        <label key={one.plan}>
          <input type="checkbox" checked={shown.includes(one.plan)} disabled={shown.length === 1 && shown[0] === one.plan} onChange={() => void turn(one.plan)} />{" "}
          <span dir="auto">{one.title}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** What finding out each number would be worth for one plan, as the verb `needs` says it. */
function Asking({ plan, draws }: { plan: ComparedPlan | undefined; draws: number }) {
  useEffect(() => () => stop("compare-asking"), []);
  if (!plan) return null;
  const look = async () => {
    try {
      const { numbers } = await ask<Needs>("compare-asking", "needs", { plan: plan.plan });
      asking.value = { plan: plan.title, values: Object.fromEntries(numbers.flatMap(({ about, perfect }) => about.map((path) => [path, perfect]))) };
      say("The worth of asking is shown.");
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refused.value = { message: error.message, hint: error.hint, problems: [] };
    }
  };
  return (
    <p class="hint">
      {draws.toLocaleString("en-GB")} draws each. A number that two judge differently may be kept as the wider of both ranges, as a view, or settled by evidence.{" "}
      {asking.value === null ? (
        <button class="btn ghost" onClick={() => void look()}>
          What is asking worth?
        </button>
      ) : (
        <span dir="auto">Worth asking: what to know the number for sure would add to the decision to start “{asking.value.plan}”, in 100 of what hangs on it.</span>
      )}
    </p>
  );
}
