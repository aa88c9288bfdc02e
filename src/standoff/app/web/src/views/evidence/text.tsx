// The text of a source: paragraphs, in which what is quoted is marked, and beside them what each quote stands behind.
import type { VNode } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { say } from "../../live";
import { Attach } from "./attach";
import { Caret, moveCaret, putCaret } from "./caret";
import type { Citation, Marked, Reading, Selected } from "./documents";
import { blockAt, blockOf, nodeAt, placesOf } from "./places";
import { goal, lookAt, mean, picked, select, takeInstead, typed } from "./state";

/** So many blocks are drawn together, and left alone while they are out of sight. */
const CHUNK = 40;

/** So many chunks are drawn at once; the others follow when there is time. */
const AT_ONCE = 6;

const LOOKS: { [state: string]: string } = { found: "found", several: "unsure", displaced: "unsure", near: "near" };

export function Text({ of }: { of: Reading }) {
  const article = useRef<HTMLElement>(null);
  const [caret, setCaret] = useState(false);
  const [selected, setSelected] = useState<Selected | null>(null);
  const [refused, setRefused] = useState("");
  const chunks = Math.ceil(of.blocks.length / CHUNK);
  const [drawn, setDrawn] = useState(AT_ONCE);
  const touched = useRef(false);
  const [mine, setMine] = useState(false);
  const asking = useRef<AbortController | null>(null);

  useEffect(() => {
    setDrawn(AT_ONCE);
    setCaret(false);
    setSelected(null);
    picked.value = null;
  }, [of.source.id, of.sha256]);
  useEffect(() => {
    if (drawn >= chunks) return;
    const next = setTimeout(() => setDrawn((now) => Math.max(now, drawn + AT_ONCE * 2)), 30);
    return () => clearTimeout(next);
  }, [drawn, chunks]);
  useEffect(() => {
    if (goal.value?.source !== of.source.id) return;
    const n = "place" in goal.value ? blockAt(of.blocks, goal.value.place) : blockOf(of.text, of.blocks, goal.value.passage);
    if (n >= drawn * CHUNK) return setDrawn((now) => Math.max(now, Math.floor(n / CHUNK) + 1));
    goal.value = null;
    const there = n < 0 ? null : article.current?.querySelector<HTMLElement>(`[data-at="${of.blocks[n]![0]}"]`);
    there?.scrollIntoView({ block: "center" });
    there?.setAttribute("tabindex", "-1");
    there?.focus({ preventScroll: true });
  }, [goal.value, of, drawn]);

  useEffect(() => {
    const wanted = typed.value;
    if (wanted?.source !== of.source.id) return;
    typed.value = null;
    goal.value = { source: of.source.id, place: wanted.start };
    void hold([wanted.start, wanted.end]);
  }, [typed.value, of]);

  useEffect(() => {
    // A finger goes on to change what it has selected: it says by a button when that is all.
    const look = () => setMine(touched.current && placesIn(article.current) !== null);
    document.addEventListener("selectionchange", look);
    return () => document.removeEventListener("selectionchange", look);
  }, []);

  const pick = () => {
    const places = placesIn(article.current);
    return places ? hold(places) : Promise.resolve();
  };
  const hold = async (places: [number, number]) => {
    asking.current?.abort();
    asking.current = new AbortController();
    setRefused("");
    try {
      const found = await select({ start: places[0], end: places[1] }, asking.current.signal);
      if (found.start === null || found.end === null) return;
      setSelected(found);
      picked.value = { start: found.start, end: found.end };
    } catch (error) {
      if (asking.current.signal.aborted || !(error instanceof Error)) return;
      setRefused(error.message);
      say(error.message);
    }
  };
  const close = () => {
    const was = picked.value;
    picked.value = null;
    setSelected(null);
    const at = was && caret ? nodeAt(article.current!, of.blocks, was.start) : null;
    if (at) putCaret(article.current!, at);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.target !== article.current && !(event.target as HTMLElement).dataset["at"]) return;
    if (event.key === "F2") {
      setCaret(true);
      article.current!.focus({ preventScroll: true });
      putCaret(article.current!);
    } else if (event.key === "Escape" && caret) setCaret(false);
    else if (event.key.toLowerCase() === "a" && !event.ctrlKey && !event.metaKey && !event.altKey) void pick();
    else if (!caret || !moveCaret(event, article.current!)) return;
    event.preventDefault();
  };

  const { byBlock, notes } = useMemo(() => layout(of), [of]);
  const held = picked.value;
  return (
    <div class="evidence-page">
      {of.first_line && <p class="hint" dir="auto">{of.first_line}</p>}
      <p class="hint evidence-how">
        Select words to attach them to a number. With keys: <kbd>F2</kbd> puts a caret into the text, <kbd>Shift</kbd> with arrows selects, <kbd>A</kbd> attaches.
      </p>
      {refused && <p class="warn" role="alert">{refused}</p>}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <article class={caret ? "evidence-text with-caret" : "evidence-text"} ref={article} tabIndex={0} aria-label={of.source.title || of.source.id} onKeyDown={keys} onPointerUp={(event) => ((touched.current = event.pointerType === "touch") || setTimeout(() => void pick()))}>
        {Array.from({ length: Math.min(drawn, chunks) }, (_, n) => (
          <Chunk key={n} of={of} n={n} byBlock={byBlock} notes={notes} held={touches(of, n, held) ? held : null} />
        ))}
        {caret && article.current && <Caret root={article.current} />}
      </article>
      {mine && !held && (
        <button class="btn evidence-mine" onClick={() => void pick()}>
          Attach the selected words…
        </button>
      )}
      {selected && held && <Attach of={of} selected={selected} at={() => heldRect(article.current!)} close={close} />}
    </div>
  );
}

/** What is selected in a text, by its places; null where nothing is. */
function placesIn(root: HTMLElement | null): [number, number] | null {
  const selection = getSelection();
  return root && selection?.rangeCount ? placesOf(selection.getRangeAt(0), root) : null;
}

/** Where the words that are held are on the page, from the first line of them to the last. */
function heldRect(root: HTMLElement): DOMRect | null {
  const rects = [...root.querySelectorAll(".evidence-picked")].map((one) => one.getBoundingClientRect());
  const [first, last] = [rects[0], rects.at(-1)];
  return first && last ? new DOMRect(Math.min(first.left, last.left), first.top, last.width, last.bottom - first.top) : null;
}

const touches = (of: Reading, n: number, held: { start: number; end: number } | null) =>
  held !== null && held.end > of.blocks[n * CHUNK]![0] && held.start < of.blocks[Math.min(of.blocks.length, (n + 1) * CHUNK) - 1]![1];

interface Layout {
  byBlock: Map<number, Marked[]>;
  notes: Map<number, Marked[]>;
}

/** Which marks a block has, and which end in it: what these stand behind is told after it. */
function layout(of: Reading): Layout {
  const byBlock = new Map<number, Marked[]>();
  const notes = new Map<number, Marked[]>();
  const put = (to: Map<number, Marked[]>, n: number, mark: Marked) => void to.set(n, [...(to.get(n) ?? []), mark]);
  for (const mark of of.marks) {
    const last = blockAt(of.blocks, mark.end - 1);
    for (let n = blockAt(of.blocks, mark.start); n <= last; n++) put(byBlock, n, mark);
    put(notes, last, mark);
  }
  return { byBlock, notes };
}

function Chunk({ of, n, byBlock, notes, held }: { of: Reading; n: number; held: { start: number; end: number } | null } & Layout) {
  const made = useMemo(() => {
    const blocks: VNode[] = [];
    for (let b = n * CHUNK; b < Math.min(of.blocks.length, (n + 1) * CHUNK); b++) {
      const page = of.pages.find(([at]) => at === b);
      if (page) blocks.push(<p class="evidence-leaf hint" key={`page${b}`}>page {page[1]}</p>);
      blocks.push(<Block key={b} of={of} b={b} marks={byBlock.get(b) ?? []} held={held} />);
      const ending = notes.get(b);
      if (ending) blocks.push(<Notes key={`notes${b}`} of={of} marks={ending} />);
    }
    return <div class="evidence-chunk">{blocks}</div>;
  }, [of.text, of.marks, of.citations, n, held?.start, held?.end]);
  return made;
}

function Block({ of, b, marks, held }: { of: Reading; b: number; marks: Marked[]; held: { start: number; end: number } | null }) {
  const [start, end] = of.blocks[b]!;
  const words = of.text.slice(start, end);
  const look = ["evidence-block", of.headings.includes(b) && "heading", of.follow.includes(b) && "follows", inLines(words) && "in-lines"].filter(Boolean).join(" ");
  return (
    <p class={look} data-at={start} dir="auto">
      {pieces(of, start, end, marks, held)}
    </p>
  );
}

/** Whether the lines of a paragraph are meant as lines: one of them ends well before the others do. */
function inLines(words: string): boolean {
  if (!words.includes("\n")) return false;
  const lengths = words.split("\n").map((line) => line.trim().length);
  const longest = Math.max(...lengths);
  return lengths.slice(0, -1).some((length) => length < 0.6 * longest);
}

/** A block in pieces at whose ends marks begin or end; marks may overlap. */
function pieces(of: Reading, start: number, end: number, marks: Marked[], held: { start: number; end: number } | null): (string | VNode)[] {
  const ends = new Set([start, end]);
  for (const mark of [...marks, ...(held ? [held] : [])]) for (const at of [mark.start, mark.end]) if (at > start && at < end) ends.add(at);
  const sorted = [...ends].sort((a, b) => a - b);
  return sorted.slice(0, -1).map((from, n) => {
    const words = of.text.slice(from, sorted[n + 1]);
    const here = marks.filter((mark) => mark.start <= from && mark.end > from).map((mark) => of.citations[mark.citation]!);
    const isHeld = held !== null && held.start <= from && held.end > from;
    if (!here.length && !isHeld) return words;
    const looks = new Set(here.map((one) => LOOKS[one.state] ?? "unsure"));
    const look = [...[...looks].map((one) => `evidence-${one}`), here.length > 1 && "evidence-twice", isHeld && "evidence-picked"].filter(Boolean).join(" ");
    return (
      <mark key={from} class={look} title={here.map(behind).join("\n")}>
        {words}
      </mark>
    );
  });
}

/** What a quote stands behind, in few words. */
const behind = (one: Citation) => [one.labels.join(", "), one.contradicts ? "speaks against" : one.supports, one.grade].filter(Boolean).join(" · ");

function Notes({ of, marks }: { of: Reading; marks: Marked[] }) {
  const told = [...new Set(marks.map((mark) => mark.citation))].map((n) => of.citations[n]!);
  return (
    <ul class="evidence-notes">
      {told.map((one) => (
        <li key={one.place.join(".")}>
          {one.state !== "found" && <b class="evidence-doubt">! {one.said}.</b>}{" "}
          {one.numbers.length ? (
            one.numbers.slice(0, 6).map((path, n) => (
              <button class="evidence-note" key={path} onClick={() => lookAt(path)}>
                <span dir="auto">{one.labels[n]}</span>
                {one.supports && ` · ${one.supports}`}
                {one.contradicts && " · speaks against"}
                {one.grade && ` · ${one.grade}`}
              </button>
            ))
          ) : (
            <span dir="auto">{one.labels.join(", ")}</span>
          )}
          {one.numbers.length > 6 && <span> and {one.numbers.length - 6} more</span>}
          {one.state !== "found" && <span dir="auto"> {one.hint}</span>}
          {(one.state === "several" || one.state === "displaced") &&
            marks
              .filter((mark) => of.citations[mark.citation] === one)
              .map((mark, n, all) => (
                <button class="evidence-note" key={mark.start} onClick={() => void mean(one, mark.start, mark.end)}>
                  {all.length === 1 ? "This one is meant" : `Number ${n + 1} here is meant`}
                </button>
              ))}
          {one.instead && (
            <button class="evidence-note" onClick={() => void takeInstead(one)}>
              Take the words of the source
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
