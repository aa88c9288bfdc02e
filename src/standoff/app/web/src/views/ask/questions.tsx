// The questions that are asked next: which of two, by a click or a key, and how many of this for that, by two ends.
import { useEffect, useState } from "preact/hooks";
import type { Answer, Question, Said, Side } from "./documents";
import { give } from "./state";

const KEYS: { [key: string]: Said } = { ArrowLeft: "left", ArrowRight: "right", "=": "same", "?": "cannot_say" };
const TOLD: { said: Said; text: string; key: string }[] = [
  { said: "same", text: "About the same", key: "=" },
  { said: "cannot_say", text: "Can’t say", key: "?" },
  { said: "neither", text: "Neither: it would refuse both", key: "" },
];

const sides = ({ left, right }: Question): Pick<Answer, "left" | "right"> => ({
  ...(left.steps.length ? { left: left.steps } : {}),
  ...(right.steps.length ? { right: right.steps } : {}),
});

export function Rather({ question, first }: { question: Question; first: boolean }) {
  const say = (answer: Said) => give({ kind: "rather", ...sides(question), answer });
  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      const typing = event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable]");
      const answer = KEYS[event.key];
      if (!answer || typing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
      event.preventDefault();
      say(answer);
    };
    addEventListener("keydown", keys);
    return () => removeEventListener("keydown", keys);
  }, [question]);
  return (
    <section class="ask-question" aria-label={question.sentence}>
      <h2 dir="auto">{question.sentence}</h2>
      <div class="ask-sides">
        <Choice side={question.left} choose={() => say("left")} shortcut="ArrowLeft" />
        <Choice side={question.right} choose={() => say("right")} shortcut="ArrowRight" />
      </div>
      <p class="ask-others">
        {TOLD.filter(({ said }) => question.answers.includes(said)).map(({ said, text, key }) => (
          <button key={said} class="btn ghost" onClick={() => say(said)} {...(key ? { "aria-keyshortcuts": key } : {})}>
            {text}
          </button>
        ))}
        <span class="ask-keys" aria-hidden="true">
          <kbd>←</kbd> <kbd>→</kbd> <kbd>=</kbd> <kbd>?</kbd>
        </span>
      </p>
      <Why question={question} first={first} />
    </section>
  );
}

function Choice({ side, choose, shortcut }: { side: Side; choose: () => void; shortcut: string }) {
  return (
    <button class="ask-side" onClick={choose} aria-keyshortcuts={shortcut}>
      <b dir="auto">{side.title}</b>
      {side.detail && <small dir="auto">{side.detail}</small>}
    </button>
  );
}

function Why({ question, first }: { question: Question; first: boolean }) {
  return (
    <p class="hint">
      {first ? "Why this one? " : "Or this one. "}
      {question.why}
    </p>
  );
}

const FINE = 0.05;

export function HowMany({ question, first }: { question: Question; first: boolean }) {
  const most = question.most ?? 10;
  const step = most > 8 ? 0.1 : FINE;
  const [low, setLow] = useState("");
  const [high, setHigh] = useState("");
  useEffect(() => (setLow(""), setHigh("")), [question.left.steps.join(), question.right.steps.join()]);
  const from = Number(low.replace(",", ".")) || 0;
  const to = Number(high.replace(",", ".")) || most;
  const sound = low.trim() !== "" && high.trim() !== "" && from > 0 && to >= from * 1.02;
  const answer = (said: "between" | "cannot_say") =>
    give({ kind: "how_many", ...sides(question), answer: said, ...(said === "between" ? { low: from, high: to } : {}) });
  const shown = (value: number) => String(Number(value.toFixed(2)));
  const end = (name: string, value: number, set: (text: string) => void, bound: (value: number) => number) => (
    <input
      type="range"
      min={0}
      max={most}
      step={step}
      value={value}
      aria-label={name}
      onInput={(event) => {
        const next = bound(Number(event.currentTarget.value));
        event.currentTarget.value = String(next);
        set(shown(next));
      }}
    />
  );
  return (
    <section class="ask-question" aria-label={question.sentence}>
      <h2 dir="auto">{question.sentence}</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (sound) answer("between");
        }}
      >
        <div class="ask-slider">
          <i style={{ left: `${(100 * Math.min(from, most)) / most}%`, width: `${(100 * Math.max(0, Math.min(to, most) - from)) / most}%` }} />
          {end("Surely more than", Math.min(from, most), setLow, (value) => Math.max(step, Math.min(value, to - step)))}
          {end("Surely fewer than", Math.min(to, most), setHigh, (value) => Math.max(value, from + step))}
          <span class="ask-ticks" aria-hidden="true">
            {ticks(most).map((tick) => (
              <span key={tick} style={{ left: `${(100 * tick) / most}%` }}>
                {tick}
              </span>
            ))}
          </span>
        </div>
        <p class="ask-others">
          <label>
            surely more than <input class="field ask-number" inputMode="decimal" value={low} onInput={(event) => setLow(event.currentTarget.value)} />
          </label>
          <label>
            surely fewer than <input class="field ask-number" inputMode="decimal" value={high} onInput={(event) => setHigh(event.currentTarget.value)} />
          </label>
          <button class="btn" type="submit" disabled={!sound}>
            Answer
          </button>
          <button class="btn ghost" type="button" onClick={() => answer("cannot_say")}>
            Can’t say
          </button>
        </p>
      </form>
      <Why question={question} first={first} />
    </section>
  );
}

/** Whole numbers along a scale, nine at most. */
function ticks(most: number): number[] {
  const by = Math.max(1, Math.ceil(most / 9));
  return Array.from({ length: Math.floor((most - 0.5) / by) }, (_, n) => (n + 1) * by);
}
