// Numbers that are not there yet, and what is said of the parties: so an empty case can be filled here.
import { useState } from "preact/hooks";
import { at, called, desk, edit } from "../../desk";
import type { KeyPath } from "../../types";
import { placed, wrong } from "./state";
import { printed } from "./writing";

const TIMES: [key: string, said: string, like: string][] = [
  ["takes", "how long it takes", "1 to 3 months"],
  ["seen", "how soon a breach is seen", "2 weeks"],
  ["undo", "how long undoing takes", "3 months"],
  ["until", "how long it stays in force", "10 years"],
  ["redo", "how soon it can come back", "never"],
];

/** The numbers that a step has not. */
function missing(step: string): { path: string; said: string; like: string }[] {
  const parties = Object.keys(desk.value?.names.parties ?? {});
  const worths = parties.map((party) => ({ path: `steps.${step}.worth.${party}`, said: `what it is worth to ${called("parties", party)}`, like: "−6 to −2" }));
  const times = TIMES.map(([key, said, like]) => ({ path: `steps.${step}.${key}`, said, like }));
  return [...worths, ...times].filter(({ path }) => at(path.split(".")) === undefined);
}

export function Adding() {
  const steps = Object.keys(desk.value?.names.steps ?? {});
  const [chosen, choose] = useState("");
  const step = steps.includes(chosen) ? chosen : (steps.find((one) => missing(one).length) ?? steps[0]);
  const [wanted, want] = useState("");
  const [text, type] = useState("");
  const [open] = useState(!steps.some((one) => at(["steps", one, "worth"]) !== undefined));
  if (!step) return null;
  const absent = missing(step);
  const number = absent.find(({ path }) => path === wanted) ?? absent[0];
  const error = number && wrong.value[number.path];
  return (
    <details class="numbers-more" open={open}>
      <summary>Add a number</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (number && text.trim()) void placed(number.path, text).then((done) => done && type(""));
        }}
      >
        <label>
          Step{" "}
          <select class="field" value={step} onChange={(event) => choose(event.currentTarget.value)}>
            {steps.map((one) => (
              <option value={one}>{called("steps", one)}</option>
            ))}
          </select>
        </label>
        {number ? (
          <>
            <label>
              Number{" "}
              <select class="field" value={number.path} onChange={(event) => want(event.currentTarget.value)}>
                {absent.map(({ path, said }) => (
                  <option value={path}>{said}</option>
                ))}
              </select>
            </label>
            <label>
              It is{" "}
              <input class="field" size={14} value={text} placeholder={number.like} aria-invalid={error ? "true" : "false"} onInput={(event) => type(event.currentTarget.value)} />
            </label>
            <button class="btn ghost">Add</button>
          </>
        ) : (
          <p class="hint">This step has all its numbers.</p>
        )}
        {error && (
          <p class="numbers-wrong" role="alert">
            {error}
          </p>
        )}
      </form>
    </details>
  );
}

const FIELDS: [key: string, said: string, like: string][] = [
  ["horizon", "How far ahead it looks", "2 to 6 years"],
  ["walkout_cost", "What walking out costs it", "0.5 to 2"],
  ["scale", "What its points mean", "10 = the ban lifted for good"],
];

export function Parties() {
  const parties = Object.keys(desk.value?.names.parties ?? {});
  const [open] = useState(parties.some((party) => at(["parties", party, "horizon"]) === undefined));
  if (!parties.length) return null;
  return (
    <details class="numbers-more" open={open}>
      <summary>The parties</summary>
      <div class="scroll" role="region" tabIndex={0} aria-label="The parties">
        <table class="numbers-table">
          <thead>
            <tr>
              <th scope="col">Party</th>
              {FIELDS.map(([, said]) => (
                <th scope="col">{said}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {parties.map((party) => (
              <tr key={party}>
                <th scope="row" dir="auto">
                  {called("parties", party)}
                </th>
                {FIELDS.map(([key, said, like]) => (
                  <td key={key}>
                    <PartyField party={party} name={key} said={said} like={like} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function PartyField({ party, name, said, like }: { party: string; name: string; said: string; like: string }) {
  const path: KeyPath = ["parties", party, name];
  const raw = at(path);
  const shown = raw === undefined || (raw !== null && typeof raw === "object") ? "" : name === "scale" ? String(raw) : printed(String(raw));
  const [typed, type] = useState<string | null>(null);
  const key = path.join(".");
  const error = wrong.value[key];
  const place = async () => {
    if (typed === null || typed.trim() === shown) return type(null);
    const label = `${called("parties", party)}, ${said.charAt(0).toLowerCase()}${said.slice(1)}: ${shown || "nothing"} → ${typed.trim() || "nothing"}`;
    const done =
      typed.trim() === ""
        ? await edit([{ op: "remove", path, was: raw ?? null }], label)
        : name === "scale"
          ? await edit([{ op: "set", path, value: typed.trim(), was: raw ?? null }], label)
          : await placed(key, typed);
    if (done || !wrong.value[key]) type(null);
  };
  return (
    <>
      <input
        class="field"
        dir={name === "scale" ? "auto" : "ltr"}
        size={name === "scale" ? 30 : 13}
        aria-label={`${called("parties", party)}: ${said}`}
        aria-invalid={error ? "true" : "false"}
        placeholder={raw !== undefined && raw !== null && typeof raw === "object" ? "see above" : like}
        value={typed ?? shown}
        onInput={(event) => type(event.currentTarget.value)}
        onBlur={() => void place()}
        onKeyDown={(event) => {
          if (event.key === "Enter") (event.preventDefault(), void place());
          if (event.key === "Escape") type(null);
        }}
      />
      {error && <small class="numbers-wrong">{error}</small>}
    </>
  );
}
