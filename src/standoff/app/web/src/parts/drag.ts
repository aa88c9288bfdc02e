// Drags something with mouse, pen or finger, by our own pointer events: it follows the pointer, near an edge the view
// scrolls, and Escape, a lost pointer or a second finger puts it back.

/** What is told while something is dragged; x and y are those of the window. */
export interface Dragged {
  /** It has been moved far enough to be a drag, and no click. */
  lift(): void;
  over(x: number, y: number): void;
  drop(x: number, y: number): void;
  putBack(): void;
}

const FAR = 5; // so many pixels are a drag
const EDGE = 44; // so near to an edge it scrolls
const SPEED = 14; // pixels a frame at the very edge

/** Follows a pointer that went down on `grabbed`, which may vanish meanwhile; `holder` stays, and may scroll sideways. */
export function drag(down: PointerEvent, grabbed: HTMLElement, holder: HTMLElement, told: Dragged): void {
  if (!down.isPrimary || down.button !== 0) return;
  const { pointerId, clientX: left, clientY: top } = down;
  const box = grabbed.getBoundingClientRect();
  let ghost: HTMLElement | null = null;
  let at = { x: left, y: top };
  let frame = 0;

  const follow = () => {
    if (ghost) ghost.style.transform = `translate(${at.x - left}px, ${at.y - top}px) rotate(-1.2deg)`;
    told.over(at.x, at.y);
  };
  const scroll = () => {
    const seen = holder.getBoundingClientRect();
    const sideways = pull(at.x, Math.max(seen.left, 0), Math.min(seen.right, innerWidth));
    const down = pull(at.y, 0, innerHeight);
    const before = [holder.scrollLeft, scrollY];
    if (sideways) holder.scrollLeft += sideways;
    if (down) scrollBy(0, down);
    if (before[0] !== holder.scrollLeft || before[1] !== scrollY) follow();
    frame = requestAnimationFrame(scroll);
  };
  const lift = () => {
    ghost = shadow(grabbed, box);
    holder.setPointerCapture(pointerId);
    told.lift();
    frame = requestAnimationFrame(scroll);
  };
  const move = (event: PointerEvent) => {
    if (event.pointerId !== pointerId) return;
    at = { x: event.clientX, y: event.clientY };
    if (!ghost && Math.hypot(at.x - left, at.y - top) < FAR) return;
    if (!ghost) lift();
    follow();
  };
  const end = (how: (() => void) | null) => {
    cancelAnimationFrame(frame);
    for (const [name, then] of heard) removeEventListener(name, then as EventListener, true);
    holder.removeEventListener("lostpointercapture", gone);
    const dragged = ghost !== null;
    ghost?.remove();
    ghost = null;
    if (dragged) how?.();
    if (holder.hasPointerCapture(pointerId)) holder.releasePointerCapture(pointerId);
  };
  const up = (event: PointerEvent) => void (event.pointerId === pointerId && end(() => told.drop(event.clientX, event.clientY)));
  const lost = (event: PointerEvent) => void (event.pointerId === pointerId && end(told.putBack));
  // A finger is first held by what it touched, which loses it to the holder.
  const gone = (event: PointerEvent) => void (event.target === holder && lost(event));
  const second = (event: PointerEvent) => void (event.pointerId !== pointerId && end(told.putBack));
  const keys = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !ghost) return;
    event.preventDefault();
    event.stopPropagation();
    end(told.putBack);
  };
  const heard: [string, (event: never) => void][] = [
    ["pointermove", move],
    ["pointerup", up],
    ["pointercancel", lost],
    ["pointerdown", second],
    ["keydown", keys],
  ];
  for (const [name, then] of heard) addEventListener(name, then as EventListener, true);
  holder.addEventListener("lostpointercapture", gone);
}

/** How far to scroll in a frame, for a pointer between two edges. */
function pull(at: number, low: number, high: number): number {
  if (high - low < 3 * EDGE) return 0;
  if (at < low + EDGE) return -Math.ceil(SPEED * Math.min(1, (low + EDGE - at) / EDGE));
  return at > high - EDGE ? Math.ceil(SPEED * Math.min(1, (at - high + EDGE) / EDGE)) : 0;
}

/** A copy that follows the pointer, and that nothing else meets. */
function shadow(of: HTMLElement, box: DOMRect): HTMLElement {
  const copy = of.cloneNode(true) as HTMLElement;
  copy.className += " dragged";
  for (const name of ["id", "data-card", "tabindex"]) copy.removeAttribute(name);
  copy.setAttribute("aria-hidden", "true");
  copy.inert = true;
  Object.assign(copy.style, { left: `${box.left}px`, top: `${box.top}px`, width: `${box.width}px` });
  document.body.append(copy);
  return copy;
}
