// The steps of a case: who takes them, how long they take, how they are undone, and what they are worth to whom.
import { useId, useState } from "preact/hooks";
import { at, edit } from "../../desk";
import type { Plain } from "../../types";
import { Adder, Card, Part, Remove } from "./cards";
import { type Entries, entries, mapping, nameOf, names, put, written, wrong } from "./edits";
import { Field, InWords, Rest, Several, Tick } from "./fields";

const KNOWN = ["by", "name", "short", "takes", "seen", "undo", "redo", "ends", "until", "parts", "requires", "symbolic", "worth"];

const parties = (): [string, string][] => Object.keys(entries("parties")).map((key) => [key, nameOf("parties", key)]);
export const steps = (): [string, string][] => Object.keys(entries("steps")).map((key) => [key, nameOf("steps", key)]);

export function Steps() {
  const id = useId();
  const all = parties();
  const [by, setBy] = useState("");
  const first = all.some(([key]) => key === by) ? by : (all[0]?.[0] ?? "");
  return (
    <Part name="steps" title="Steps" about="What somebody could do, and undo again: open a harbour, lift a ban, let inspectors in. A deal is made of them.">
      {steps().map(([key]) => (
        <StepCard key={key} id={key} />
      ))}
      {all.length === 0 ? (
        <p>Name a party first: every step is somebody’s.</p>
      ) : (
        <Adder kind="step" label="Another step" button="Add the step" example="Lift the ban on trade" value={(name) => ({ by: first, name })}>
          <label for={id}>taken by</label>
          <select id={id} class="field" value={first} onChange={(event) => setBy(event.currentTarget.value)}>
            {all.map(([key, name]) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
          </select>
        </Adder>
      )}
    </Part>
  );
}

function StepCard({ id }: { id: string }) {
  const name = nameOf("steps", id);
  const entry = mapping(at(["steps", id]));
  const by = names(entry["by"]);
  const now = names(at(["now"]));
  const field = (key: string) => ({ path: ["steps", id, key], what: name });
  const flag = (key: string, value: Plain, label: string, hint: string) => (
    <Tick
      label={label}
      hint={hint}
      on={entry[key] === value}
      toggle={(on) => put(["steps", id, key], on ? value : undefined, `${name}, ${label.toLowerCase()}`)}
    />
  );
  const owners = by.map((key) => nameOf("parties", key)).join(" and ");
  const undo = written(entry["undo"]);
  return (
    <Card
      kind="step"
      id={id}
      name={name}
      about={`${owners || "nobody takes it"} · ${undo === "never" ? "cannot be undone" : undo ? `undone within ${undo}` : "undone at once"}${now.includes(id) ? " · in force now" : ""}`}
      bad={wrong(["steps", id]).length > 0}
    >
      <Field {...field("name")} label="Name" text />
      <Several
        label="Who takes it"
        all={parties()}
        chosen={by}
        problems={wrong(["steps", id, "by"])}
        choose={(keys) => put(["steps", id, "by"], keys.length === 1 ? keys[0]! : keys, `${name}, taken by`)}
      />
      {by.length > 1 && (
        <Tick
          label="Only all of them together can end it"
          on={entry["ends"] === "all"}
          toggle={(on) => put(["steps", id, "ends"], on ? "all" : undefined, `${name}, ended by`)}
        />
      )}
      <Worths id={id} name={name} worth={mapping(entry["worth"])} />
      <Field {...field("takes")} label="How long it takes" example="1 month" hint="From the start of its phase until it is done. At once if left empty." />
      <SeenField id={id} name={name} seen={entry["seen"]} />
      <Field {...field("undo")} label="How long taking it back takes" example="3 months" hint="From the decision on; never if it cannot be taken back. At once if left empty." />
      <div class="start-ticks">
        {flag("undo", "never", "Cannot be taken back", "a thing blown up, a treaty ratified")}
        {flag("redo", "never", "Once gone it cannot come back", "")}
        {flag("symbolic", true, "Symbolic", "counts as theatre")}
        <Tick label="In force now" on={now.includes(id)} toggle={(on) => inForce(id, name, now, on)} />
      </div>
      <Several
        label="Comes with or after"
        folded={steps().length > 6}
        all={steps().filter(([key]) => key !== id)}
        chosen={names(entry["requires"])}
        problems={wrong(["steps", id, "requires"])}
        choose={(keys) => put(["steps", id, "requires"], keys.length ? keys : undefined, `${name}, comes with or after`)}
      />
      <Field {...field("until")} label="Ends by agreement" example="10 years" hint="So long after it began, or on a day; for good if left empty." />
      <Field {...field("parts")} label="In equal parts" example="4" hint="How many, one after the other; as a whole if left empty." />
      <Field {...field("short")} label="In short" hint="For tables, at most 24 letters; its name if left empty." text />
      <Rest entry={entry} known={KNOWN} />
      <Remove kind="step" id={id} name={name} />
    </Card>
  );
}

/** Until the others see it; where other steps shorten that, the time without them. */
function SeenField({ id, name, seen }: { id: string; name: string; seen: Plain | undefined }) {
  const alone = seen === null || seen === undefined || typeof seen !== "object";
  const sooner = mapping(mapping(seen)["with"]);
  return (
    <>
      <Field
        path={alone ? ["steps", id, "seen"] : ["steps", id, "seen", "normally"]}
        what={name}
        label="How long until the others see a breach"
        example="2 weeks"
        hint={
          Object.keys(sooner).length
            ? `Sooner with ${Object.entries(sooner).map(([step, time]) => `${nameOf("steps", step)} (${written(time)})`).join(", ")}.`
            : "Of a promise not kept, or taken back. At once if left empty."
        }
      />
    </>
  );
}

function Worths({ id, name, worth }: { id: string; name: string; worth: Entries }) {
  return (
    <fieldset class="start-worths">
      <legend>What it is worth, for good</legend>
      <p class="start-note">In each party’s own points: a range that holds in 9 of 10 cases, such as -6 to -2, or in words, for which a range is written.</p>
      {parties().map(([party, called], n) => {
        const path = ["steps", id, "worth", party];
        const what = `${name}, worth to ${called}`;
        return (
          <div key={party} class="start-worth">
            <Field path={path} what={what} first={n === 0} label={`To ${called}`} example="0" />
            <InWords label={`In words, ${called}: ${name}`} now={worth[party]} take={(range) => void put(path, range, what)} />
          </div>
        );
      })}
    </fieldset>
  );
}

function inForce(id: string, name: string, now: string[], on: boolean): Promise<boolean> {
  const left = now.filter((one) => one !== id);
  if (on) return edit([{ op: "set", path: ["now"], value: [...now, id] }], `In force now: ${name}`);
  return edit([left.length ? { op: "set", path: ["now"], value: left } : { op: "remove", path: ["now"] }], `Not in force now: ${name}`);
}
