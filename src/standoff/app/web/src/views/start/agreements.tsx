// What parties could agree on: deals, which say what is in force at the end, and plans, which say in which order.
import { at } from "../../desk";
import type { Plain } from "../../types";
import { Adder, Card, Part, Remove, Seen } from "./cards";
import { entries, mapping, nameOf, names, put, written, wrong } from "./edits";
import { Field, Rest, Several } from "./fields";
import { steps } from "./steps";

const choices = (): [string, string][] => Object.keys(entries("choices")).map((key) => [key, `one of “${key}”`]);
const listed = (keys: string[]) => keys.map((key) => nameOf("steps", key)).join(", ");

export function Deals() {
  return (
    <Part name="deals" title="Deals" about="The steps that are in force when all is done. In which order is looked for.">
      {Object.keys(entries("deals")).map((key) => (
        <DealCard key={key} id={key} />
      ))}
      <Adder kind="deal" label="Another deal" button="Add the deal" example="The full deal" value={(title) => ({ title, steps: [] })} />
    </Part>
  );
}

function DealCard({ id }: { id: string }) {
  const name = nameOf("deals", id);
  const whole = at(["deals", id]);
  const short = Array.isArray(whole);
  const entry = mapping(whole);
  const chosen = names(short ? whole : entry["steps"]);
  const path = short ? ["deals", id] : ["deals", id, "steps"];
  return (
    <Card kind="deal" id={id} name={name} about={listed(chosen) || "which steps?"} bad={wrong(["deals", id]).length > 0}>
      <Field
        path={["deals", id, "title"]}
        what={name}
        label="Name"
        text
        value={short ? "" : entry["title"]}
        commit={(title) => put(["deals", id], short ? { title: title ?? id, steps: whole } : { ...entry, title: title ?? id }, `${name}, name`)}
      />
      {!short && <Field path={["deals", id, "pace"]} what={name} label="Shortest time from phase to phase" example="1 month" />}
      <Several first label="Its steps" all={[...steps(), ...choices()]} chosen={chosen} problems={wrong(path)} choose={(keys) => put(path, keys, `${name}, its steps`)} />
      <Rest entry={entry} known={["title", "steps", "pace"]} />
      <p>
        <Seen at={["plan", `deal:${id}`]}>Its best order, in Plan</Seen>
      </p>
      <Remove kind="deal" id={id} name={name} />
    </Card>
  );
}

export function Plans() {
  return (
    <Part name="plans" title="Plans" about="Orders that somebody demands, or that you want to try: phases of steps. The order is set in Plan.">
      {Object.keys(entries("plans")).map((key) => (
        <PlanCard key={key} id={key} />
      ))}
      <Adder kind="plan" label="Another plan" button="Add the plan" example="Alpha first" value={(title) => ({ title, phases: [] })} />
    </Part>
  );
}

const phasesOf = (value: Plain | undefined): string[][] => (Array.isArray(value) ? value.map(names) : []);

function PlanCard({ id }: { id: string }) {
  const name = nameOf("plans", id);
  const entry = mapping(at(["plans", id]));
  const phases = phasesOf(entry["phases"]);
  const now = names(at(["now"]));
  const path = ["plans", id, "phases"];
  const choose = (_: string[], key: string, on: boolean) => {
    const last = phases.at(-1) ?? [];
    const next = on ? [...phases.slice(0, -1), [...last, key]] : phases.map((phase) => phase.filter((one) => one !== key)).filter((phase) => phase.length);
    return put(path, next, `${name}, its steps`);
  };
  return (
    <Card kind="plan" id={id} name={name} about={phases.map((phase, n) => `${n + 1}: ${listed(phase)}`).join(" · ") || "which steps?"} bad={wrong(["plans", id]).length > 0}>
      <Field path={["plans", id, "title"]} what={name} label="Name" text />
      <Field path={["plans", id, "pace"]} what={name} label="Shortest time from phase to phase" example="1 month" />
      <Several
        first
        label="Its steps, a new one in the last phase"
        all={steps()}
        chosen={phases.flat()}
        problems={wrong(path)}
        locked={(key) => (now.includes(key) && !phases.flat().includes(key) ? "in force now" : "")}
        choose={choose}
      />
      <Rest entry={entry} known={["title", "phases", "pace"]} />
      <p>
        <Seen at={["plan", id]}>Put it in order, in Plan</Seen>
        {written(entry["pace"]) && ` · at least ${written(entry["pace"])} from phase to phase`}
      </p>
      <Remove kind="plan" id={id} name={name} />
    </Card>
  );
}
