// What stands around every view: the name of the case, the tabs, what is not saved, Undo and Save.
import type { ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { go, place, to } from "./address";
import { desk, presence, redo, trouble, undo } from "./desk";
import { Live } from "./live";
import { fetched, prefetch } from "./fetched";
import { Said } from "./parts/said";

/** The views, in the order of their tabs. */
const VIEWS: { name: string; title: string; view: ComponentType }[] = [
  { name: "answer", title: "Answer", view: fetched(() => import("./views/answer").then((all) => all.Answer)) },
  { name: "plan", title: "Plan", view: fetched(() => import("./views/plan").then((all) => all.Plan)) },
  { name: "numbers", title: "Numbers", view: fetched(() => import("./views/numbers").then((all) => all.Numbers)) },
  { name: "evidence", title: "Evidence", view: fetched(() => import("./views/evidence").then((all) => all.Evidence)) },
  { name: "ask", title: "Ask", view: fetched(() => import("./views/ask").then((all) => all.Ask)) },
  { name: "compare", title: "Compare", view: fetched(() => import("./views/compare").then((all) => all.Compare)) },
  { name: "save", title: "Save", view: fetched(() => import("./views/save").then((all) => all.Save)) },
  { name: "start", title: "Parties and steps", view: fetched(() => import("./views/start").then((all) => all.Start)) },
];

const Start = VIEWS.find(({ name }) => name === "start")!.view;
const shown = () => VIEWS.find(({ name }) => name === place.value[0]) ?? VIEWS[0]!;

export function Shell() {
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    prefetch();
    addEventListener("keydown", keys);
    return () => removeEventListener("keydown", keys);
  }, []);
  const { name, title, view: View } = shown();
  useEffect(() => {
    document.title = `${title} · ${desk.value?.title || "standoff"}`;
  }, [name, desk.value?.title]);
  useEffect(() => main.current?.focus({ preventScroll: true }), [name]);
  const here = desk.value;
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current?.focus())}>
        To the view
      </a>
      <header class="chrome">
        <h1 class="case" dir="auto">
          {here?.title || (here?.empty ? "A new case" : "standoff")}
        </h1>
        <nav aria-label="Views">
          <ul class="tabs">
            {VIEWS.map((one, n) => (
              <li key={one.name}>
                <a href={to(one.name)} class={one.name === name ? "on" : ""} {...(one.name === name ? { "aria-current": "page" } : {})}>
                  <b aria-hidden="true">{n + 1}</b> {one.title}
                  {one.name === "save" && here?.dirty ? <em title="changes not saved">{here.dirty}</em> : null}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        {here && <State />}
        <button class="btn ghost" disabled={!here?.can_undo} onClick={() => void undo()} title="Ctrl+Z">
          Undo
        </button>
        <button class="btn ghost" disabled={!here?.can_redo} onClick={() => void redo()} title="Ctrl+Shift+Z">
          Redo
        </button>
        <a class="btn" href={to("save")}>
          Save…
        </a>
      </header>
      {presence.value !== "here" && <Away />}
      {trouble.value && presence.value === "here" && <Trouble />}
      {here?.outside && name !== "save" && (
        <p class="notice" role="alert">
          {here.outside.message} <a href={to("save")}>Look at it</a>
        </p>
      )}
      <main id="main" ref={main} tabIndex={-1} aria-label={title}>
        {here === null ? <p class="wait">Reading the case …</p> : here.empty && name !== "save" ? <Start /> : <View />}
      </main>
      <Live />
    </>
  );
}

function State() {
  const here = desk.value!;
  const said = here.dirty ? `${here.dirty} ${here.dirty === 1 ? "change" : "changes"} not saved` : here.saved_at ? `saved ${here.saved_at}` : "as in the file";
  return (
    <span class={here.dirty ? "state" : "state ok"}>
      <i aria-hidden="true" />
      {said}
    </span>
  );
}

const ABSENT = {
  away: "standoff does not answer: it was ended, or this computer slept. Run `standoff open` again in the terminal, with this case; this page looks for it all the time.",
  anew: "standoff was started anew, and does not know this page. Open the address that it printed, in this browser; this page then goes on, too.",
};

function Away() {
  return (
    <p class="notice bad" role="alert">
      {ABSENT[presence.value as keyof typeof ABSENT]} What was changed is kept.
    </p>
  );
}

function Trouble() {
  return (
    <p class="notice bad" role="alert">
      <span>
        <Said {...trouble.value!} />
      </span>
      <button class="btn ghost" onClick={() => void (trouble.value = null)}>
        Close
      </button>
    </p>
  );
}

/** Keys that work everywhere: the numbers of the tabs, undo, redo, save; not while something is typed. */
function keys(event: KeyboardEvent): void {
  const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
  const control = event.ctrlKey || event.metaKey;
  if (control && event.key.toLowerCase() === "s") {
    event.preventDefault();
    go("save");
  } else if (control && !typing && event.key.toLowerCase() === "z") {
    event.preventDefault();
    void (event.shiftKey ? redo() : undo());
  } else if (!control && !event.altKey && !typing && !event.defaultPrevented && /^[1-8]$/.test(event.key)) {
    go(VIEWS[Number(event.key) - 1]!.name);
  }
}
