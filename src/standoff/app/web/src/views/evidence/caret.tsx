// A caret in a text that nobody can change: arrows move it, Shift selects, Ctrl goes by words.
import { useEffect, useState } from "preact/hooks";
import { say } from "../../live";

interface Shown {
  left: number;
  top: number;
  height: number;
}

type Step = [direction: string, granularity: string];

const STEPS: { [key: string]: Step } = {
  ArrowLeft: ["left", "character"],
  ArrowRight: ["right", "character"],
  ArrowUp: ["backward", "line"],
  ArrowDown: ["forward", "line"],
  Home: ["backward", "lineboundary"],
  End: ["forward", "lineboundary"],
};

/** Puts the caret into a text node, or before the first letters that are in sight. */
export function putCaret(root: HTMLElement, at?: [Node, number] | null): void {
  const seen = [...root.querySelectorAll("[data-at]")].find((one) => one.getBoundingClientRect().bottom > 80);
  const node = at ?? (seen ? ([document.createTreeWalker(seen, NodeFilter.SHOW_TEXT).nextNode()!, 0] as const) : null);
  if (!node?.[0]) return;
  getSelection()?.collapse(node[0], node[1]);
  say("Caret in the text. Arrows move it, with Control by words; Shift selects, A attaches, Escape leaves.");
}

/** Moves the caret as a key says; whether it was such a key. */
export function moveCaret(event: KeyboardEvent, root: HTMLElement): boolean {
  const step = STEPS[event.key];
  const selection = getSelection();
  if (!step || !selection || event.altKey || event.metaKey) return false;
  const { focusNode, focusOffset, anchorNode, anchorOffset } = selection;
  const granularity = event.ctrlKey && step[1] === "character" ? "word" : step[1];
  selection.modify(event.shiftKey ? "extend" : "move", step[0], granularity);
  if (!root.contains(selection.focusNode) && anchorNode && focusNode) selection.setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset);
  scrolled(selection);
  if (granularity !== "character") say(event.shiftKey ? selection.toString().slice(-80) : around(selection));
  return true;
}

const rectOf = (selection: Selection): DOMRect | null => {
  if (!selection.focusNode) return null;
  const range = document.createRange();
  range.setStart(selection.focusNode, selection.focusOffset);
  range.collapse(true);
  return range.getClientRects()[0] ?? (selection.focusNode instanceof Element ? selection.focusNode : selection.focusNode.parentElement)?.getBoundingClientRect() ?? null;
};

function scrolled(selection: Selection): void {
  const rect = rectOf(selection);
  if (!rect) return;
  if (rect.top < 60) scrollBy(0, rect.top - 120);
  else if (rect.bottom > innerHeight - 20) scrollBy(0, rect.bottom - innerHeight + 80);
}

/** The words after the caret, for who does not see it. */
function around({ focusNode, focusOffset }: Selection): string {
  return (focusNode?.textContent ?? "").slice(focusOffset).trim().split(/\s+/).slice(0, 4).join(" ");
}

/** The caret, drawn where the selection ends, for as long as it is on. */
export function Caret({ root }: { root: HTMLElement }) {
  const [shown, show] = useState<Shown | null>(null);
  useEffect(() => {
    const draw = () => {
      const selection = getSelection();
      const rect = selection && root.contains(selection.focusNode) ? rectOf(selection) : null;
      const within = root.getBoundingClientRect();
      show(rect ? { left: rect.left - within.left, top: rect.top - within.top, height: rect.height } : null);
    };
    draw();
    document.addEventListener("selectionchange", draw);
    addEventListener("resize", draw);
    return () => {
      document.removeEventListener("selectionchange", draw);
      removeEventListener("resize", draw);
    };
  }, [root]);
  return shown && <i class="evidence-caret" aria-hidden="true" style={{ left: `${shown.left}px`, top: `${shown.top}px`, height: `${shown.height}px` }} />;
}
