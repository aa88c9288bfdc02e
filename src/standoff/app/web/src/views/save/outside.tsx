// The file was changed, moved or made unreadable by another program: what happened, and what can be done, with nothing lost.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { attempt, changed, desk } from "../../desk";
import { get } from "../../server";
import type { OutsideDocument, Touching } from "./documents";
import { Hunks, Lines } from "./hunks";

type Pick = "mine" | "theirs";

export function OutsidePanel() {
  const here = desk.value!;
  const both = useSignal<OutsideDocument | null>(null);
  const shown = useSignal(false);
  const sure = useSignal(false);
  const kept = useSignal("");
  const told = JSON.stringify(here.outside);
  useEffect(() => {
    sure.value = false;
    void attempt(async () => void (both.value = await get<OutsideDocument>("/api/outside")));
  }, [told, here.version, kept.value]);
  const outside = here.outside!;
  const document = both.value;
  const take = async (how: string, said: string, more: object = {}) => {
    const beside = document?.beside ?? "";
    const done = await changed("/api/outside", { take: how, ...more }, said);
    if (done && how === "mine-beside") kept.value = beside;
    return done;
  };
  const gone = outside.what === "gone";
  const merges = outside.what === "changed" && outside.merges;
  return (
    <section class="save-outside" aria-label="Changed outside">
      <p class="warn strong" role="alert" dir="auto">
        <b>{outside.message.replace(/\.?$/, ".")}</b> {document?.said}
      </p>
      <p class="save-buttons">
        {gone && (
          <button class="btn" onClick={() => void changed("/api/save", { sha256: here.sha256 }, `${here.file} is written again`)}>
            Write it again
          </button>
        )}
        {outside.what === "changed" && (
          <button class="btn" disabled={!merges} onClick={() => void take("merge", "Both are together now; nothing is written yet")}>
            Take theirs in, keep mine on top
          </button>
        )}
        {outside.what === "changed" && (
          <button class="btn ghost" aria-expanded={shown.value} onClick={() => void (shown.value = !shown.value)}>
            Show both, line by line
          </button>
        )}
        {!gone && (
          <button class="btn ghost" onClick={() => void take("mine-beside", `Mine is kept as ${document?.beside}`)}>
            Keep mine as {document?.beside || "a file beside it"}
          </button>
        )}
        {outside.what === "changed" && (
          <button class="btn ghost" onClick={() => (sure.value ? void take("theirs", "Reloaded; Undo brings mine back") : void (sure.value = true))}>
            {sure.value ? `Drop mine: ${here.dirty} ${here.dirty === 1 ? "change" : "changes"}` : "Reload, drop mine"}
          </button>
        )}
      </p>
      {kept.value && <p role="status">What is here is kept as {kept.value}.</p>}
      {outside.what === "unreadable" && (
        <p class="hint">Mend {here.file} in the program that wrote it, or move it away: then what is here can be written in its place.</p>
      )}
      {sure.value && <p class="hint">Press it once more. Undo brings your changes back.</p>}
      {outside.what === "changed" && !merges && <p class="hint">Some lines were changed here and there: show both, and choose for each place.</p>}
      {shown.value && document && <Both document={document} take={take} />}
    </section>
  );
}

function Both({ document, take }: { document: OutsideDocument; take: (how: string, said: string, more?: object) => Promise<boolean> }) {
  const picks = useSignal<Pick[]>(document.touching.map(() => "mine"));
  if (!document.touching.length)
    return (
      <>
        <h3>Theirs</h3>
        <Hunks files={document.theirs} />
        <h3>Mine</h3>
        <Hunks files={document.mine} />
      </>
    );
  const pick = (n: number, one: Pick) => void (picks.value = picks.value.map((was, k) => (k === n ? one : was)));
  return (
    <form onSubmit={(event) => (event.preventDefault(), void take("picks", "Both are together now, as you chose; nothing is written yet", { picks: picks.value }))}>
      {document.touching.map((place, n) => (
        <Place key={`${place.file}:${place.line}`} place={place} name={`place${n}`} picked={picks.value[n] ?? "mine"} pick={(one) => pick(n, one)} />
      ))}
      <button class="btn">Take them so</button>
      <p class="hint">All lines that only one of the two changed are taken in. What is not chosen comes back with Undo.</p>
    </form>
  );
}

function Place({ place, name, picked, pick }: { place: Touching; name: string; picked: Pick; pick: (one: Pick) => void }) {
  const side = (one: Pick, called: string) => (
    <label class={picked === one ? "save-side on" : "save-side"}>
      <span>
        <input type="radio" name={name} value={one} checked={picked === one} onChange={() => pick(one)} /> {called}
      </span>
      {place[one].length ? <Lines sign="+" said={called} lines={place[one]} /> : <em>nothing: the lines are taken out</em>}
    </label>
  );
  return (
    <fieldset class="save-place">
      <legend dir="auto">{[place.file, place.where, `line ${place.line}`].filter(Boolean).join(", ")}</legend>
      {place.base.length > 0 && <Lines sign="−" said="was" lines={place.base} />}
      <div class="save-sides">
        {side("mine", "mine")}
        {side("theirs", "theirs")}
      </div>
    </fieldset>
  );
}
