// Fields of the view Start: each is one value of the case, saved when it is left, with what is wrong with it beside.
import { useId, useRef, useState } from "preact/hooks";
import { at } from "../../desk";
import type { KeyPath, Plain } from "../../types";
import { put, typed, written, wrong } from "./edits";

export interface About {
  path: KeyPath;
  label: string;
  /** What the edit is about, in words. */
  what: string;
  hint?: string;
  example?: string;
  text?: boolean;
  type?: "text" | "date";
  wide?: boolean;
  /** Where the cursor goes in a new card. */
  first?: boolean;
  /** Where the value is looked for, if not at its path, and how it is written. */
  value?: Plain | undefined;
  commit?: (value: Plain | undefined) => Promise<boolean>;
}

/** What is changed, with which of its fields; a worth says so already. */
function inFull(what: string, label: string, path: KeyPath): string {
  return path.includes("worth") || what.toLowerCase() === label.toLowerCase() ? what : `${what}, ${label[0]!.toLowerCase()}${label.slice(1)}`;
}

/** A value that is typed. Enter or leaving the field takes it, Escape puts back what was there. */
export function Field({ path, label, what, hint, example, text, type, wide, first, value, commit }: About) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const saving = useRef(false);
  const here = value === undefined ? at(path) : value;
  const now = written(here);
  const problems = wrong(path);
  const take = async () => {
    if (draft === null || saving.current) return;
    if (draft.trim() === now) return setDraft(null);
    saving.current = true;
    const next = typed(draft, text);
    if (await (commit ? commit(next) : put(path, next, inFull(what, label, path)))) setDraft(null);
    saving.current = false;
  };
  if (here !== null && typeof here === "object") return <Rare name={label} value={here} />;
  return (
    <p class={`start-field${wide ? " start-wide" : ""}${first ? " start-first" : ""}`}>
      <label for={id}>{label}</label>
      <input
        id={id}
        class="field"
        type={type ?? "text"}
        value={draft ?? now}
        placeholder={example ?? ""}
        dir="auto"
        autocomplete="off"
        maxLength={2000}
        aria-invalid={problems.length > 0}
        aria-describedby={`${id}-hint`}
        onInput={(event) => setDraft(event.currentTarget.value)}
        onBlur={() => void take()}
        onKeyDown={(event) => {
          if (event.key === "Enter") void take();
          if (event.key === "Escape") setDraft(null);
        }}
      />
      <span class="start-note" id={`${id}-hint`}>
        {problems.length > 0 ? <Wrong problems={problems} /> : hint}
      </span>
    </p>
  );
}

export function Wrong({ problems }: { problems: string[] }) {
  return (
    <span class="start-wrong" dir="auto">
      {problems.map((problem) => (
        <span key={problem}>✕ {problem} </span>
      ))}
    </span>
  );
}

/** A key that is rare: shown as it is written, and left alone. */
export function Rare({ name, value }: { name: string; value: Plain }) {
  const shown = written(value);
  return (
    <p class="start-rare hint">
      {name}: <code dir="auto">{shown.length > 200 ? `${shown.slice(0, 200)}…` : shown}</code>
    </p>
  );
}

/** All that an entry has besides what this view shows. */
export function Rest({ entry, known }: { entry: { [key: string]: Plain }; known: string[] }) {
  const rest = Object.entries(entry).filter(([key]) => !known.includes(key));
  if (rest.length === 0) return null;
  return (
    <div class="start-rest">
      <p class="hint">Also in the file, and left as it is:</p>
      {rest.map(([key, value]) => (
        <Rare key={key} name={key} value={key === "because" && Array.isArray(value) ? `evidence, ${value.length} entries` : value} />
      ))}
    </div>
  );
}

/** Something that is so or is not. It stays as it was ticked until the case says what it is. */
export function Tick({ label, on, hint, disabled, toggle }: { label: string; on: boolean; hint?: string; disabled?: boolean; toggle: (on: boolean) => Promise<unknown> }) {
  const [meant, mean] = useState<boolean | null>(null);
  const tick = (next: boolean) => {
    mean(next);
    void toggle(next).then(() => mean(null));
  };
  return (
    <label class="start-tick">
      <input type="checkbox" checked={meant ?? on} disabled={disabled} onChange={(event) => tick(event.currentTarget.checked)} /> <span dir="auto">{label}</span>
      {hint && <small> {hint}</small>}
    </label>
  );
}

/** Several of some names. */
export function Several(several: {
  label: string;
  all: [key: string, name: string][];
  chosen: string[];
  choose: (keys: string[], key: string, on: boolean) => Promise<boolean>;
  problems?: string[];
  locked?: (key: string) => string;
  folded?: boolean;
  first?: boolean;
}) {
  const { label, all, chosen, problems = [], locked = () => "" } = several;
  // Each box starts from what the one before made of the list, however quickly they are ticked.
  const latest = useRef(several);
  latest.current = several;
  const before = useRef(Promise.resolve());
  const toggle = (key: string, on: boolean) => {
    before.current = before.current.then(async () => {
      const { chosen, choose } = latest.current;
      if (chosen.includes(key) !== on) await choose(on ? [...chosen, key] : chosen.filter((one) => one !== key), key, on);
      await new Promise((drawn) => setTimeout(drawn));
    });
    return before.current;
  };
  const list = (
    <fieldset class={several.first ? "start-several start-first" : "start-several"}>
      <legend class={several.folded ? "heard" : ""}>{label}</legend>
      <div>
        {all.map(([key, name]) => {
          const why = locked(key);
          return (
            <Tick
              key={key}
              label={name}
              on={chosen.includes(key)}
              disabled={why !== ""}
              {...(why ? { hint: why } : {})}
              toggle={(on) => toggle(key, on)}
            />
          );
        })}
      </div>
      {problems.length > 0 && <Wrong problems={problems} />}
    </fieldset>
  );
  if (!several.folded) return list;
  return (
    <details class="start-folded">
      <summary>
        <b>{label}:</b> <span dir="auto">{all.filter(([key]) => chosen.includes(key)).map(([, name]) => name).join(", ") || "nothing"}</span>
      </summary>
      {list}
    </details>
  );
}

const WORDS: [words: string, range: string | number | undefined][] = [
  ["very bad", "-10 to -5"],
  ["bad", "-5 to -2"],
  ["a little bad", "-2 to -0.5"],
  ["nothing", undefined],
  ["a little good", "0.5 to 2"],
  ["good", "2 to 5"],
  ["very good", "5 to 10"],
];

/** A worth in words: each button writes a range. Arrow keys go from one to the next. */
export function InWords({ label, now, take }: { label: string; now: Plain | undefined; take: (range: Plain | undefined) => void }) {
  const row = useRef<HTMLDivElement>(null);
  const chosen = WORDS.findIndex(([, range]) => range === now);
  const tab = chosen < 0 ? 3 : chosen;
  const keys = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step || !row.current) return;
    const buttons = [...row.current.querySelectorAll("button")];
    const next = buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step];
    next?.focus();
    event.preventDefault();
  };
  return (
    <div class="start-words" role="toolbar" aria-label={label} ref={row} onKeyDown={keys}>
      {WORDS.map(([words, range], n) => (
        <button
          key={words}
          type="button"
          class={n === chosen ? "on" : ""}
          aria-pressed={n === chosen}
          tabIndex={n === tab ? 0 : -1}
          title={range === undefined ? "not in the file: 0" : String(range)}
          onClick={() => take(range)}
        >
          {words}
        </button>
      ))}
    </div>
  );
}
