// What can be together and what cannot: rules, and choices between steps.
import { useId, useState } from "preact/hooks";
import { at, edit } from "../../desk";
import { Adder, Card, Part, Remove } from "./cards";
import { entries, nameOf, names, put, wrong } from "./edits";
import { Field, Several } from "./fields";
import { steps } from "./steps";

/** The rules that are made by choosing: words, and the rule that two steps give. */
const PATTERNS: { words: [string, string]; rule: (one: string, other: string) => string }[] = [
  { words: ["needs", "to be in force"], rule: (one, other) => `${other} if ${one}` },
  { words: ["cannot be together with", ""], rule: (one, other) => `not (${one} and ${other})` },
];

/** A rule with the names of the steps in the place of their keys. */
function inNames(rule: string): string {
  const known = entries("steps");
  return rule.replace(/[a-z][a-z0-9_]*/g, (word) => (word in known ? `“${nameOf("steps", word)}”` : word));
}

export function Rules() {
  const rules = names(at(["rules"]));
  const all = steps();
  return (
    <Part name="rules" title="What can be together" about="Rules bind every state and every stage of a plan.">
      <ul class="start-rules">
        {rules.map((rule, n) => (
          <li key={n}>
            <Field path={["rules", n]} what={`rule ${n + 1}`} label={`Rule ${n + 1}`} hint={inNames(rule)} text wide />
            <button type="button" class="btn ghost" onClick={() => void drop(n, rules)}>
              Remove rule {n + 1}
            </button>
          </li>
        ))}
      </ul>
      {all.length < 2 ? <p class="hint">Rules are about steps: there are fewer than two yet.</p> : <NewRule rules={rules} />}
      {Object.keys(entries("choices")).map((key) => (
        <ChoiceCard key={key} id={key} />
      ))}
      {all.length > 1 && <Adder kind="choice" label="At most one of several steps" button="Add the choice" example="the venue" value={() => all.slice(0, 2).map(([key]) => key)} />}
    </Part>
  );
}

function drop(n: number, rules: string[]): Promise<boolean> {
  const path = rules.length > 1 ? ["rules", n] : ["rules"];
  document.getElementById("start-rules")?.focus();
  return edit([{ op: "remove", path }], `Rule taken out: ${rules[n]}`);
}

function NewRule({ rules }: { rules: string[] }) {
  const id = useId();
  const all = steps();
  const [chosen, setChosen] = useState({ one: "", pattern: 0, other: "" });
  const there = (key: string, n: number) => (all.some(([one]) => one === key) ? key : all[n]![0]);
  const one = there(chosen.one, 0);
  const other = there(chosen.other, 1);
  const pattern = PATTERNS[chosen.pattern]!;
  const select = (value: string, label: string, take: (key: string) => void) => (
    <select class="field" aria-label={label} value={value} onChange={(event) => take(event.currentTarget.value)}>
      {all.map(([key, name]) => (
        <option key={key} value={key}>
          {name}
        </option>
      ))}
    </select>
  );
  const add = (event: Event) => {
    event.preventDefault();
    const rule = pattern.rule(one, other);
    void edit([{ op: "set", path: ["rules"], value: [...rules, rule] }], `New rule: ${inNames(rule)}`);
  };
  return (
    <form class="start-adder" aria-labelledby={id} onSubmit={add}>
      <b id={id}>Another rule</b>
      {select(one, "The first step", (key) => setChosen({ ...chosen, one: key }))}
      <select class="field" aria-label="How they go together" value={chosen.pattern} onChange={(event) => setChosen({ ...chosen, pattern: Number(event.currentTarget.value) })}>
        {PATTERNS.map(({ words: [words] }, n) => (
          <option key={words} value={n}>
            {words}
          </option>
        ))}
      </select>
      {select(other, "The second step", (key) => setChosen({ ...chosen, other: key }))}
      <span>{pattern.words[1]}</span>
      <button class="btn ghost" disabled={one === other}>
        Add the rule
      </button>
    </form>
  );
}

function ChoiceCard({ id }: { id: string }) {
  const chosen = names(at(["choices", id]));
  return (
    <Card kind="choice" id={id} name={id} about={`at most one of ${chosen.map((key) => nameOf("steps", key)).join(", ")}`} bad={wrong(["choices", id]).length > 0}>
      <Several label="At most one of these" all={steps()} chosen={chosen} problems={wrong(["choices", id])} choose={(keys) => put(["choices", id], keys, `the choice ${id}`)} />
      <Remove kind="choice" id={id} name={id} />
    </Card>
  );
}
