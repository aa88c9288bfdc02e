// A small panel beside what it is about: under it, or above it where there is no room. Escape and a click elsewhere close it.
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";

const GAP = 6;

interface Given {
  /** What it is about, in the window's coordinates; null where that is not shown. */
  at: () => DOMRect | null;
  label: string;
  close: () => void;
  /** Keys that work wherever the focus is, while it is open and nothing is typed; says whether it was one of them. */
  keys?: (event: KeyboardEvent) => boolean;
  class?: string;
  children: ComponentChildren;
}

/** The panel, drawn within the nearest positioned element; the focus goes into it, and back to where it was. */
export function Popover({ at, label, close, keys, class: own = "", children }: Given) {
  const panel = useRef<HTMLDivElement>(null);
  const latest = useRef({ close, keys });
  latest.current = { close, keys };

  useLayoutEffect(() => {
    const before = document.activeElement;
    const box = panel.current!;
    (box.querySelector<HTMLElement>("[data-first]") ?? box).focus({ preventScroll: true });
    return () => {
      const lost = document.activeElement === document.body || box.contains(document.activeElement);
      if (lost && before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);

  useLayoutEffect(() => {
    put(panel.current!, at());
    panel.current!.scrollIntoView({ block: "nearest" });
  }, []);

  useLayoutEffect(() => {
    const place = () => put(panel.current!, at());
    place();
    addEventListener("resize", place);
    return () => removeEventListener("resize", place);
  });

  useEffect(() => {
    const pressed = (event: PointerEvent) => {
      if (!panel.current?.contains(event.target as Node)) latest.current.close();
    };
    const typed = (event: KeyboardEvent) => {
      if (event.key === "Escape") latest.current.close();
      else if (event.ctrlKey || event.metaKey || event.altKey || writes(event.target) || !latest.current.keys?.(event)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    addEventListener("pointerdown", pressed);
    addEventListener("keydown", typed, true);
    return () => {
      removeEventListener("pointerdown", pressed);
      removeEventListener("keydown", typed, true);
    };
  }, []);

  return (
    <div class={`popover ${own}`} ref={panel} role="dialog" aria-label={label} tabIndex={-1}>
      {children}
    </div>
  );
}

/** Whether keys typed there are letters of a text. */
function writes(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
}

/** Under what it is about, above it where only there is room, never over the edge, and never over what it is about. */
function put(box: HTMLElement, about: DOMRect | null): void {
  const within = (box.offsetParent ?? document.documentElement).getBoundingClientRect();
  if (about === null) return;
  const room = document.documentElement.clientWidth;
  const left = Math.max(GAP, Math.min(about.left, room - box.offsetWidth - GAP));
  const below = about.bottom + GAP;
  const above = about.top - GAP - box.offsetHeight;
  const top = below + box.offsetHeight > innerHeight && above > 0 ? above : below;
  box.style.left = `${left - within.left}px`;
  box.style.top = `${top - within.top}px`;
}
