// The view Save: a diff that can be read, why each number was changed, what a check says, and never over somebody else's change.
import "./save.css";
import { signal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { attempt, changed, desk, reread, version } from "../../desk";
import { say } from "../../live";
import { Problems } from "../../parts/problems";
import { by, setBy } from "../../parts/who";
import { Refusal, get, post } from "../../server";
import type { CaseDocument } from "../../types";
import type { Diff } from "./documents";
import { Hunks } from "./hunks";
import { OutsidePanel } from "./outside";

const diff = signal<Diff | null>(null);
/** Why each number was changed, as far as it was typed; kept while other views are looked at. */
const why = signal<{ [path: string]: string }>({});

const counted = (count: number, one: string, more: string) => `${["No", "One", "Two", "Three"][count] ?? count} ${count === 1 ? one : more}`;

export function Save() {
  const here = desk.value!;
  useEffect(() => void attempt(async () => void (diff.value = await get<Diff>("/api/diff"))), [version.value, here.sha256, JSON.stringify(here.outside)]);
  const found = diff.value;
  return (
    <div class="pane two save">
      <div class={found && found.version !== here.version ? "save-stale" : ""}>{found === null ? <p class="wait">Looking what differs …</p> : <Changes found={found} />}</div>
      <div class="side">
        {here.outside && <OutsidePanel />}
        <Check />
        <Gestures />
      </div>
    </div>
  );
}

function Changes({ found }: { found: Diff }) {
  const here = desk.value!;
  const head = useRef<HTMLHeadingElement>(null);
  const lines = found.files.flatMap(({ hunks }) => hunks).reduce((sum, one) => sum + Math.max(one.old.length, one.new.length), 0);
  const saved = () => head.current?.focus();
  if (!found.files.length)
    return (
      <>
        <h2 ref={head} tabIndex={-1}>
          {here.saved_at ? "Saved." : "Nothing is changed."}
        </h2>
        <p>
          What is here is what is in {here.file}.{here.can_undo && " Undo goes back over what was saved, too."}
        </p>
        {here.dirty > 0 && <DropAll />}
      </>
    );
  return (
    <>
      <h2 ref={head} tabIndex={-1}>
        {counted(here.dirty, "change", "changes")}, {counted(lines, "line", "lines").toLowerCase()}
      </h2>
      <Hunks files={found.files} />
      <Write found={found} saved={saved} />
    </>
  );
}

function Write({ found, saved }: { found: Diff; saved: () => void }) {
  const here = desk.value!;
  const sure = useSignal(false);
  const asView = useSignal(false);
  useEffect(() => void (sure.value = false), [here.version]);
  const reasons = Object.fromEntries(found.reasons_for.map(({ path }) => [path, (why.value[path] ?? "").trim()]).filter(([, text]) => text));
  const given = Object.keys(reasons).length > 0;
  const send = async (data: object, said: string) => {
    const sent = { ...data, by: by.value.trim(), why: reasons, sha256: here.sha256 };
    const done = await attempt(async () => {
      try {
        desk.value = await post<CaseDocument>("/api/save", sent);
      } catch (error) {
        if (error instanceof Refusal && error.status === 409) void reread();
        throw error;
      }
      why.value = {};
      say(said);
    });
    if (done) saved();
  };
  const write = () => {
    if (!here.sound && !sure.value) {
      sure.value = true;
      say("The case has errors. Press it once more to write it all the same.");
    } else void send({ as: "case" }, `Written: ${here.file}`);
  };
  return (
    <form
      class="save-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (!asView.value) return write();
        const data = new FormData(event.currentTarget);
        const name = String(data.get("name"));
        void send({ as: "view", name, title: String(data.get("title")).trim() }, `Written: views/${name}.yaml`);
      }}
    >
      {found.reasons_for.map(({ path, label }) => (
        <label key={path} class="save-why">
          Why{found.reasons_for.length > 1 ? `, ${label}` : ""}{" "}
          <input
            class="field"
            maxLength={2000}
            dir="auto"
            title={label}
            placeholder="what it rests on; may stay empty"
            value={why.value[path] ?? ""}
            onInput={(event) => void (why.value = { ...why.value, [path]: event.currentTarget.value })}
          />
        </label>
      ))}
      {(found.reasons_for.length > 0 || asView.value) && (
        <label class="save-by">
          By <input class="field" name="by" maxLength={200} required={given || asView.value} value={by.value} placeholder="initials" onInput={(event) => setBy(event.currentTarget.value)} />
        </label>
      )}
      {asView.value && (
        <p class="save-view">
          <label>
            Name of the view <input class="field" name="name" required pattern="[a-z0-9_\-]{1,60}" title="small letters, digits, - and _" autocomplete="off" placeholder="analyst-b" />
          </label>
          <label>
            Title <input class="field" name="title" maxLength={200} autocomplete="off" />
          </label>
        </p>
      )}
      {sure.value && (
        <p class="warn strong" role="alert">
          As it is, the case does not load: see the check. Nothing can be asked of it until that is mended. Press once more to write it all the same.
        </p>
      )}
      <p class="save-buttons">
        {asView.value ? (
          <>
            <button class="btn">Write the view</button>
            <button type="button" class="btn ghost" onClick={() => void (asView.value = false)}>
              Not as a view
            </button>
          </>
        ) : (
          <>
            <button class="btn" disabled={here.outside !== null && here.outside.what !== "gone"}>
              {sure.value ? "Write it all the same" : `Write ${here.file}`}
            </button>
            <button type="button" class="btn ghost" disabled={!here.sound} onClick={() => void (asView.value = true)}>
              Write as my view instead
            </button>
            <DropAll />
          </>
        )}
      </p>
      {here.outside !== null && here.outside.what !== "gone" && !asView.value && <p class="hint">First settle what was changed outside; until then nothing is written.</p>}
    </form>
  );
}

function DropAll() {
  const count = desk.value!.dirty;
  return (
    <button type="button" class="btn ghost" onClick={() => void changed("/api/drop", { version: desk.value!.version }, "Dropped; Redo brings them back")}>
      Drop {count === 1 ? "it" : count === 2 ? "both" : "all"}
    </button>
  );
}

function Check() {
  const { problems, sound } = { problems: diff.value?.problems ?? desk.value!.problems, sound: desk.value!.sound };
  const errors = problems.filter(({ severity }) => severity === "error");
  const warnings = problems.filter(({ severity }) => severity === "warning");
  const said = `${errors.length} ${errors.length === 1 ? "error" : "errors"}. ${warnings.length} ${warnings.length === 1 ? "warning" : "warnings"}.`;
  return (
    <section>
      <h3>Check</h3>
      <p>{said}</p>
      {!sound && <p class="hint">Until the errors are mended, the other views show what they last knew.</p>}
      <Problems found={errors} />
      {warnings.length > 0 &&
        (warnings.length <= 3 ? (
          <Problems found={warnings} />
        ) : (
          <details>
            <summary>The warnings</summary>
            <Problems found={warnings} />
          </details>
        ))}
    </section>
  );
}

function Gestures() {
  const { gestures } = desk.value!;
  if (!gestures.length) return null;
  const time = (at: string) => new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  return (
    <section>
      <h3>Not saved yet</h3>
      <ol class="save-gestures" reversed>
        {gestures
          .map((one, n) => ({ ...one, n }))
          .reverse()
          .map(({ label, at, n }) => (
            <li key={`${n}${at}`}>
              <time dateTime={at}>{time(at)}</time> <span dir="auto">{label}</span>{" "}
              <button class="btn ghost" aria-label={`Drop: ${label}`} onClick={() => void changed("/api/drop", { gesture: n, version: desk.value!.version }, `Dropped: ${label}`)}>
                Drop
              </button>
            </li>
          ))}
      </ol>
    </section>
  );
}
