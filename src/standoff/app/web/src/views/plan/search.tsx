// The best order of the same steps: sought from here, shown beside what is here, and taken over or made a new plan.
import { signal } from "@preact/signals";
import { say } from "../../live";
import { Refusal, ask, stop } from "../../server";
import type { OrderDocument } from "./documents";
import { short } from "./hold";
import { same } from "./order";
import { FEW, around, create, options, phases, reorder, title, titled, which } from "./store";

/** What was found last, for the plan on the board; null: nothing was sought. */
export const other = signal<OrderDocument | null>(null);
const working = signal<{ what: string; share: number } | null>(null);
const refused = signal("");

export function forget(): void {
  stop("order");
  other.value = null;
  working.value = null;
  refused.value = "";
}

function seek(): void {
  forget();
  working.value = { what: "", share: 0 };
  say("The best order is sought.");
  ask<OrderDocument>("order", "order", { ...options(phases.value), draws: FEW }, { progress: (what, share) => void (working.value = { what, share }) }).then(
    (document) => {
      working.value = null;
      other.value = document;
      say(document.says);
    },
    (error: unknown) => {
      working.value = null;
      refused.value = error instanceof Refusal ? `${error.message}${error.hint ? `; ${error.hint}` : ""}` : "The search broke off.";
      say(refused.value);
    },
  );
}

export function Search() {
  const found = other.value;
  const busy = working.value;
  const order = phases.value ?? [];
  const name = `${title.value.split(": ")[0]}, best order`;
  return (
    <section class="plan-search">
      {busy ? (
        <p>
          <label>
            {busy.what || "The best order is sought"} <progress max={1} value={busy.share} />
          </label>{" "}
          <button class="btn ghost" onClick={() => (forget(), say("Stopped."))}>
            Stop
          </button>
        </p>
      ) : (
        <button class="btn ghost" onClick={seek}>
          Search the best order from here
        </button>
      )}
      {refused.value && <p class="warn">{refused.value}</p>}
      {found && (
        <div class="plan-found">
          <h3>Found</h3>
          <p dir="auto">{found.says}</p>
          {found.often && (
            <p>
              <b>{found.often.count}</b> of 100 draws
            </p>
          )}
          {same(found.phases, order) ? (
            <p class="hint">It is the order that is here.</p>
          ) : found.phases.length ? (
            <>
              <ol>
                {found.phases.map((phase, k) => (
                  <li key={k} dir="auto">
                    {phase.map(short).join(", ")}
                  </li>
                ))}
              </ol>
              <button class="btn ghost" onClick={() => void create(titled(name), found.phases, around()).then((made) => void (made && forget()))}>
                Make it a new plan
              </button>{" "}
              {which.value.kind === "plan" && (
                <button class="btn ghost" onClick={() => void reorder(found.phases, "", `${title.value.split(": ")[0]}: the best order found`, "The best order found").then((made) => void (made && forget()))}>
                  Take this order
                </button>
              )}
            </>
          ) : null}
        </div>
      )}
    </section>
  );
}
