// Beside the board: what becomes of the order that is shown, the weakest link and why, who gains, and the step selected.
import { at, called, desk, edit, trouble } from "../../desk";
import { say } from "../../live";
import { Said } from "../../parts/said";
import { post } from "../../server";
import type { KeyPath, Plain } from "../../types";
import { points } from "../../words";
import type { Board, PlanDocument } from "./documents";
import { given, held, lift, put, short, shown } from "./hold";
import { phaseOf, without } from "./order";
import { Search, other } from "./search";
import { explain, selected, why } from "./selected";
import { type Entry, MANY, before, cards, foresee, known, options, phases, reorder, title, which } from "./store";

const SIGNS = { holds: "✓", breaks: "✕", refused: "✕" };

export function Side({ entry, parties }: { entry: Entry | undefined; parties: string[] }) {
  const hold = held.value;
  const old = hold ? known(hold.from) : before.value ? known(before.value.phases) : undefined;
  const board = entry?.board ?? null;
  const pale = entry ? "" : " pale";
  return (
    <aside class={`side plan-side${pale}`}>
      {board && <Verdict board={board} entry={entry!} old={old === entry ? undefined : old} />}
      {entry?.problems.map((one, n) => (
        <p key={n} class="warn strong">
          Not possible: <Said message={one.message} />
          {one.hint && <span class="hint"> <Said message={one.hint} /></span>}
        </p>
      ))}
      {board && <Gains board={board} old={old === entry ? null : (old?.board ?? null)} parties={parties} />}
      {board && board.against.length > 0 && (
        <section>
          <h3>Against it, and not asked</h3>
          {board.against.map(({ party, says }) => (
            <p key={party} dir="auto">
              {says}
            </p>
          ))}
        </section>
      )}
      <Selected />
      <Pace />
      {phases.value?.length ? <Search /> : null}
    </aside>
  );
}

function Verdict({ board, entry, old }: { board: Board; entry: Entry; old: Entry | undefined }) {
  const { share, often } = entry;
  const was = old?.share && old.share.count !== share?.count ? old.share.count : "";
  const { party, phase, says } = board.weakest;
  const asked = why.value;
  const open = asked !== null && phase !== null && asked.party === party && asked.phase === phase;
  return (
    <>
      <p class={`plan-verdict ${board.verdict === "holds" ? "" : "no"}`}>
        <span aria-hidden="true">{SIGNS[board.verdict]}</span> {board.verdict_says}
      </p>
      {share && (
        <p class="plan-share">
          <b>{share.count}</b> of 100 draws {was && <s aria-label={`was ${was}`}>{was}</s>}
          <small>{share.draws === MANY && often ? `${often.draws.toLocaleString("en-GB")} draws; ${often.band} with 95 % confidence` : `${share.draws} draws${held.value ? "" : " so far"}`}</small>
        </p>
      )}
      <p class="plan-binding" dir="auto">
        {says}{" "}
        {party !== null && phase !== null && (
          <button class="plan-link" aria-expanded={open} onClick={() => (open ? void (why.value = null) : explain(party, phase))}>
            Why?
          </button>
        )}
      </p>
      {board.verdict === "refused" && (
        <p class="hint" dir="auto">
          {board.why}
        </p>
      )}
      {often && share?.draws === MANY && (
        <p class="hint" dir="auto">
          {often.says.split("). ").slice(1).join("). ")}
        </p>
      )}
      {asked && (
        <div class="plan-why" dir="auto">
          {!open && (
            <h3>
              {called("parties", asked.party)}, {asked.phase > (shown.value?.length ?? 0) ? "after the end" : `phase ${asked.phase}`}
            </h3>
          )}
          <p>{asked.says ?? "…"}</p>
          <button class="plan-link" onClick={() => void (why.value = null)}>
            Close
          </button>
        </div>
      )}
    </>
  );
}

function Gains({ board, old, parties }: { board: Board; old: Board | null; parties: string[] }) {
  const found = other.value?.board ?? null;
  return (
    <table class="plan-gain">
      <caption>Gain against now, own points</caption>
      {found && (
        <thead>
          <tr>
            <td />
            <th scope="col">here</th>
            <td />
            <th scope="col">found</th>
          </tr>
        </thead>
      )}
      <tbody>
        {parties.map((party) => {
          const now = board.gain[party] ?? 0;
          const was = old?.gain[party];
          const changed = was !== undefined && points(was) !== points(now);
          const less = changed && now < was;
          return (
            <tr key={party}>
              <th scope="row" dir="auto">
                {called("parties", party)}
              </th>
              <td>{points(now)}</td>
              <td class={less ? "dn" : ""}>{changed ? `${less ? "▼" : "▲"} was ${points(was)}` : ""}</td>
              {found && <td>{points(found.gain[party] ?? 0)}</td>}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

// ------------------------------------------------------------------------------------------------- the step selected

/** A number, a time or a range as it is written, which can be edited; `path` leads to it in the case. */
function Field({ label, path, hint }: { label: string; path: KeyPath; hint: string }) {
  const value = at(path);
  const text = value === undefined || value === null ? "" : String(value);
  const change = (event: Event) => {
    const box = event.currentTarget as HTMLInputElement;
    const typed = box.value.trim();
    if (typed === text) return;
    const plain: Plain = /^-?\d+(\.\d+)?$/.test(typed) ? Number(typed) : typed;
    const what = `${label}: ${text || "not given"} → ${typed || "not given"}`;
    const edits = typed ? [{ op: "set" as const, path, value: plain }] : [{ op: "remove" as const, path }];
    void edit(edits, what).then((made) => void (!made && (box.value = text)));
  };
  return (
    <label>
      {hint} <input class="field" aria-label={label} value={text} placeholder="not given" onChange={change} />
    </label>
  );
}

function Selected() {
  const step = selected.value;
  const order = phases.value;
  if (!order || !step || !cards.value[step]) return null;
  const whole = at(["steps", step]) === undefined ? step.replace(/_\d+$/, "") : step;
  const entry = at(["steps", whole]);
  if (entry === undefined || entry === null || typeof entry !== "object" || Array.isArray(entry)) return null;
  const seen: KeyPath = ["steps", whole, "seen"];
  const normally = typeof entry.seen === "object" && entry.seen !== null ? [...seen, "normally"] : seen;
  return (
    <section class="plan-selected">
      <h3 dir="auto">{short(step)}</h3>
      <Menu step={step} />
      <p class="plan-fields">
        <Field label={`${short(step)}: seen within`} path={normally} hint="Seen within" />
        <Field label={`${short(step)}: back within`} path={["steps", whole, "undo"]} hint="Back within" />
      </p>
      {phaseOf(order, step) >= 0 && !held.value && (
        <button class="btn ghost" onClick={() => void out(step)}>
          Take it out of the plan
        </button>
      )}
    </section>
  );
}

/** Takes a step out of the plan, unless others cannot be without it. */
async function out(step: string): Promise<boolean> {
  const name = short(step);
  const left = without(phases.value ?? [], step);
  const wrong = await post<PlanDocument>("/api/plan", { ...options(left), assess: false }).then(
    ({ problems }) => problems[0],
    () => undefined,
  );
  if (wrong) {
    trouble.value = { message: `${name} stays in the plan: ${wrong.message}`, hint: wrong.hint };
    say(trouble.value.message);
    return false;
  }
  return reorder(without(phases.value ?? [], step), step, `${title.value.split(": ")[0]}: without ${name}`, `Without ${name}`);
}

/** The way to another phase for whoever uses no drag: a list with what each place gives. */
function Menu({ step }: { step: string }) {
  const hold = held.value?.step === step ? held.value : null;
  const open = () => {
    foresee(step);
    if (!held.value) lift(step, "", "click");
  };
  const choose = (event: Event) => {
    const box = event.currentTarget as HTMLSelectElement;
    const n = Number(box.value);
    if (box.value !== "" && n >= 0) void put(n);
  };
  if (!hold)
    return (
      <button class="btn ghost" onClick={open} onPointerEnter={() => foresee(step)}>
        Move to phase…
      </button>
    );
  return (
    <label>
      Move to{" "}
      <select class="field plan-menu" value="" onChange={choose}>
        <option value="">choose a phase…</option>
        {hold.places.map((place, n) => {
          const entry = given.value?.[n];
          const where = `${place.alone ? "a phase of its own: " : ""}phase ${phaseOf(place.phases, step) + 1} of ${place.phases.length}`;
          return (
            <option key={n} value={n} disabled={!!entry?.problems.length || n === hold.origin}>
              {where}
              {n === hold.origin ? ", as it is" : entry ? `, ${entry.head}` : ""}
            </option>
          );
        })}
      </select>
    </label>
  );
}

function Pace() {
  const { kind, key } = which.value;
  if ((kind !== "plan" && kind !== "deal") || !desk.value) return null;
  return (
    <p class="plan-fields">
      <Field label={`${title.value}: pace`} path={[`${kind}s`, key, "pace"]} hint="Pace, from phase to phase" />
    </p>
  );
}
