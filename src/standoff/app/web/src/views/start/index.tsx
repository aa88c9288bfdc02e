// The view Start: a case from nothing, and later its parties, steps, rules, deals and plans.
import { useEffect, useState } from "preact/hooks";
import { go, place, to } from "../../address";
import { at, desk, edit } from "../../desk";
import { Said } from "../../parts/said";
import { errors } from "../../parts/unsound";
import { Deals, Plans } from "./agreements";
import { Part, openTheNamed } from "./cards";
import { entries, example, mapping, nameOf } from "./edits";
import { Field } from "./fields";
import { Parties } from "./parties";
import { Rules } from "./rules";
import "./start.css";
import { Steps } from "./steps";

export function Start() {
  const here = desk.value!;
  useEffect(openTheNamed, [place.value.join("/")]);
  useEffect(() => {
    if (here.empty && place.value[0] !== "start") go("start");
  }, [here.empty]);
  if (here.empty) return <Begin />;
  return (
    <div class="pane two start">
      <div>
        <Part name="case" title="The case" about="What it is about, and the day for which it holds.">
          <Field path={["title"]} what="Title" label="Title" text wide />
          <Field path={["as_of"]} what="Day" label="Day" type="date" text />
        </Part>
        <Parties />
        <Steps />
        <Rules />
        <Deals />
        <Plans />
      </div>
      <aside class="side">
        <Next />
      </aside>
    </div>
  );
}

const today = () => {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
};

function Begin() {
  const [title, setTitle] = useState("");
  const [day, setDay] = useState(today());
  const begin = async (event: Event) => {
    event.preventDefault();
    if (!title.trim()) return document.getElementById("start-title")?.focus();
    const values: [string, string | number][] = [
      ["format", 1],
      ["title", title.trim()],
      ["as_of", day],
    ];
    const made = await edit(
      values.map(([key, value]) => ({ op: "set", path: [key], value })),
      `A new case: ${title.trim()}`,
    );
    if (made) setTimeout(() => document.getElementById("start-parties")?.parentElement?.querySelector("input")?.focus());
  };
  return (
    <div class="pane start">
      <form class="start-begin" onSubmit={(event) => void begin(event)}>
        <h2>What is it about?</h2>
        <p class="hint">A case says who the parties are, what they could do, and what that would be worth to them. What deals hold follows from that.</p>
        <p class="start-field start-wide">
          <label for="start-title">Title</label>
          <input id="start-title" class="field" value={title} maxLength={200} dir="auto" autocomplete="off" placeholder="Harbour standoff" onInput={(event) => setTitle(event.currentTarget.value)} />
          <span class="start-note">What people call the conflict.</span>
        </p>
        <p class="start-field">
          <label for="start-day">Day</label>
          <input id="start-day" class="field" type="date" required value={day} onInput={(event) => setDay(event.currentTarget.value)} />
          <span class="start-note">The day for which what you write holds.</span>
        </p>
        <p class="start-out">
          <button class="btn">Begin</button>{" "}
          <button type="button" class="btn ghost" onClick={() => void example(title.trim() || "Harbour standoff", day || today())}>
            Start from the example
          </button>
        </p>
        <p class="hint">The example is made up, small and complete: change it line by line into yours. Nothing is written into the folder before you save.</p>
      </form>
    </div>
  );
}

/** What a case still needs, in the order in which it is best given: where it is given, and in words. */
function missing(): [at: string[], says: string][] {
  const parties = Object.keys(entries("parties"));
  const steps = entries("steps");
  const found: [string[], string][] = [];
  if (parties.length < 2) found.push([["start", "parties"], parties.length ? "a second party" : "two parties"]);
  for (const party of parties) if (at(["parties", party, "horizon"]) === undefined) found.push([["start", "parties", party], `how far ahead ${nameOf("parties", party)} looks`]);
  if (Object.keys(steps).length < 2) found.push([["start", "steps"], "steps that parties can take"]);
  for (const [key, step] of Object.entries(steps))
    if (Object.keys(mapping(mapping(step)["worth"])).length === 0) found.push([["start", "steps", key], `what “${nameOf("steps", key)}” is worth to whom`]);
  if (!Object.keys(entries("deals")).length && !Object.keys(entries("plans")).length) found.push([["start", "deals"], "a deal or a plan to judge"]);
  return found;
}

function Next() {
  const needed = missing();
  const wrong = errors();
  return (
    <>
      <h3>{needed.length ? "Still missing" : "What comes next"}</h3>
      {needed.length > 0 && (
        <ul class="start-missing">
          {needed.slice(0, 8).map(([where, says]) => (
            <li key={says}>
              <a href={to(...where)} dir="auto">
                {says}
              </a>
            </li>
          ))}
          {needed.length > 8 && <li>and {needed.length - 8} more</li>}
        </ul>
      )}
      {wrong.length > 0 && (
        <>
          <h3>Does not fit yet</h3>
          <ul class="start-missing">
            {wrong.slice(0, 8).map(({ path, message, hint }) => (
              <li key={path + message} dir="auto">
                {path && <a href={to("start", ...path.split(".").slice(0, 2))}>{path}</a>} <Said message={message} hint={hint} />
              </li>
            ))}
          </ul>
        </>
      )}
      {desk.value!.sound && (
        <p class="start-out">
          <a class="btn" href={to("answer")}>
            What is the answer?
          </a>
          <a class="btn ghost" href={to("plan")}>
            Put a plan in order
          </a>
        </p>
      )}
      <p class="hint">Each entry can be undone. Nothing is written into the folder before you save.</p>
    </>
  );
}
