// Over the board: which plan lies on it, new plans and copies, names, and steps that are not in it yet.
import { signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { go } from "../../address";
import { called, desk, edit } from "../../desk";
import { say } from "../../live";
import { Refusal, ask, stop } from "../../server";
import type { Phases } from "./documents";
import { held, lift, short, wants } from "./hold";
import { around, begun, cards, create, found, phases, title, titled, which } from "./store";

const sought = signal<{ share: number } | null>(null);
const trouble = signal("");

interface Answer {
  best: { found: { title: string; plan: { phases: Phases; keeps: string[] }; pace: string; consent: string[] } | null } | null;
}

/** Looks for the best deal, which can take long, and lays it out. */
function best(): void {
  if (found.value) return go("plan", "found:best");
  sought.value = { share: 0 };
  trouble.value = "";
  ask<Answer>("best", "answer", {}, { progress: (_, share) => void (sought.value = { share }) }).then(
    (answer) => {
      sought.value = null;
      const one = answer.best?.found;
      if (!one) return void (trouble.value = "No deal was found that holds.");
      found.value = { title: one.title || "The best deal found", phases: one.plan.phases, keeps: one.plan.keeps, consent: one.consent, pace: one.pace };
      return go("plan", "found:best");
    },
    (error: unknown) => {
      sought.value = null;
      trouble.value = error instanceof Refusal ? error.message : "The search broke off.";
    },
  );
}

function blank(): void {
  begun.value = { title: titled("A new plan"), phases: [] };
  go("plan", "new:");
  say("A new plan, which is empty. Add a first step.");
}

export function Picks() {
  const { kind, key } = which.value;
  const names = desk.value!.names;
  const value = kind === "plan" || kind === "deal" ? `${kind}:${key}` : kind === "found" ? "found:best" : kind === "order" ? "order" : "new:";
  const choose = (event: Event) => {
    const wanted = (event.currentTarget as HTMLSelectElement).value;
    if (wanted === "found:best") best();
    else if (wanted !== "order") go("plan", wanted);
  };
  return (
    <div class="plan-picks">
      <label class="plan-which">
        <span>Plan</span>{" "}
        <select class="field" value={value} onChange={choose} dir="auto">
          {Object.keys(names.plans).length > 0 && (
            <optgroup label="Plans of the case">
              {Object.entries(names.plans).map(([one, { name }]) => (
                <option key={one} value={`plan:${one}`}>
                  {name}
                </option>
              ))}
            </optgroup>
          )}
          {Object.keys(names.deals).length > 0 && (
            <optgroup label="Deals, by their roadmap">
              {Object.entries(names.deals).map(([one, { name }]) => (
                <option key={one} value={`deal:${one}`}>
                  {name}
                </option>
              ))}
            </optgroup>
          )}
          <optgroup label="Not in the case">
            {Object.keys(names.deals).length + Object.keys(names.plans).length > 0 && <option value="found:best">The best deal found</option>}
            {kind === "order" && <option value="order">An order from the answer</option>}
            {(kind === "new" || begun.value) && <option value="new:">{begun.value?.title ?? "A new plan"}</option>}
          </optgroup>
        </select>
      </label>
      <button class="btn ghost" onClick={blank}>
        New
      </button>
      {phases.value?.length ? (
        <button class="btn ghost" onClick={() => void create(titled(`${title.value.split(": ")[0]}, copy`), phases.value ?? [], around(), `Copy of “${title.value}”`)}>
          Copy
        </button>
      ) : null}
      {kind === "plan" && <Rename plan={key} />}
      {kind === "plan" && (
        <button class="btn ghost" onClick={() => void remove(key)}>
          Delete
        </button>
      )}
      <Add />
      {sought.value && (
        <p class="plan-busy">
          <label>
            The best deal is sought <progress max={1} value={sought.value.share} />
          </label>{" "}
          <button class="btn ghost" onClick={() => (stop("best"), (sought.value = null))}>
            Stop
          </button>
        </p>
      )}
      {trouble.value && <p class="warn">{trouble.value}</p>}
    </div>
  );
}

async function remove(key: string): Promise<void> {
  const name = called("plans", key);
  const [other] = Object.keys(desk.value?.names.plans ?? {}).filter((one) => one !== key);
  if (await edit([other === undefined ? { op: "remove", path: ["plans"] } : { op: "remove", path: ["plans", key] }], `Without the plan “${name}”`)) {
    if (other !== undefined) go("plan", `plan:${other}`);
  }
}

const naming = signal(false);

function Rename({ plan }: { plan: string }) {
  const button = useRef<HTMLButtonElement>(null);
  const name = called("plans", plan);
  const done = (typed: string | null) => {
    naming.value = false;
    requestAnimationFrame(() => button.current?.focus());
    if (typed !== null && typed.trim() && typed.trim() !== name) void edit([{ op: "set", path: ["plans", plan, "title"], value: typed.trim() }], `“${name}” is now called “${typed.trim()}”`);
  };
  if (!naming.value)
    return (
      <button class="btn ghost" ref={button} onClick={() => void (naming.value = true)}>
        Rename
      </button>
    );
  return (
    <form
      class="plan-name"
      onSubmit={(event) => {
        event.preventDefault();
        done(String(new FormData(event.currentTarget as HTMLFormElement).get("name") ?? ""));
      }}
      onKeyDown={(event) => void (event.key === "Escape" && (event.stopPropagation(), done(null)))}
    >
      <input class="field" name="name" aria-label="Name of the plan" defaultValue={name} dir="auto" ref={(box) => void (box && box.dataset.seen === undefined && ((box.dataset.seen = ""), box.select()))} />
      <button class="btn">Rename</button>
    </form>
  );
}

/** Steps that are not in the plan: one that is chosen is held, and then placed. */
function Add() {
  const order = phases.value;
  if (!order || held.value) return null;
  const planned = new Set(order.flat());
  const left = Object.keys(cards.value).filter((step) => !planned.has(step) && !cards.value[step]!.now);
  if (!left.length) return null;
  const choose = (event: Event) => {
    const box = event.currentTarget as HTMLSelectElement;
    const step = box.value;
    box.value = "";
    if (!step) return;
    const row = cards.value[step]?.rows[0] ?? "";
    wants(step, row);
    lift(step, row, "keys");
  };
  return (
    <label>
      <span class="heard">Add a step</span>
      <select class="field plan-add" value="" onChange={choose} dir="auto">
        <option value="">Add a step…</option>
        {left.map((step) => (
          <option key={step} value={step}>
            {short(step)}
          </option>
        ))}
      </select>
    </label>
  );
}
