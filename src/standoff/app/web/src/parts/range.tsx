// A range on an axis: what is believed of a number, where a verdict flips, and two ends and a middle that can be moved by
// mouse, by keys, or by a click on one of them and another where it is to be. Geometry only; what is written is text.
import { useEffect, useRef, useState } from "preact/hooks";

/** A range as it is drawn, in the units that it is written in. */
export interface Drawn {
  low: number;
  high: number;
  middle: number;
  /** What is told of the middle: the likeliest value of a range that has one, or else its median. */
  likeliest: boolean;
  shape: string;
  least: number;
  most: number;
  curve: { low: number; high: number; heights: number[] } | null;
  atoms: [number, number][];
  /** Where the verdict flips, and on which side. */
  flips: { at: number; up: boolean; bad: boolean }[];
  /** Whether it is bad where nothing flips. */
  bad: boolean;
}

export type End = "low" | "middle" | "high";

export interface Ends {
  low: number;
  high: number;
  middle: number;
}

const WIDTH = 300;
const BASE = 26; // where the axis is
const BAR = 31; // where the range is
const NEAR = 16; // so near to an end it is meant
const STILL = 3; // so many pixels are no drag

/** The step that a number is moved by: a hundredth of its range, rounded to 1, 2 or 5. */
export function grid({ low, high, middle }: Ends): number {
  const step = (high - low || Math.abs(middle) || 1) / 100;
  const ten = 10 ** Math.floor(Math.log10(step));
  const digit = step / ten;
  return ten * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
}

/** The shape that follows from the ends of a range that is written as `low to high`. */
const plain = (low: number, high: number) => (low * high > 0 ? "lognormal" : low * high < 0 ? "normal" : "half-normal");

/** What the shape of a range is with other ends: it follows from them, unless it is written beside them. */
const shapeOf = (drawn: Drawn, low: number, high: number) => (plain(drawn.low, drawn.high) === drawn.shape ? plain(low, high) : drawn.shape);

/** About where the middle of a range is; what it is exactly the server says. */
function middleOf(drawn: Drawn, low: number, high: number): number {
  if (drawn.likeliest || low === high) return drawn.likeliest ? drawn.middle : low;
  const shape = shapeOf(drawn, low, high);
  if (shape === "lognormal") return Math.sign(high) * Math.sqrt(low * high);
  return shape === "half-normal" ? 0.41 * (low + high) : (low + high) / 2;
}

const onGrid = (value: number, step: number) => Number((Math.round(value / step) * step).toPrecision(12));
const within = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

/** The range with one end, or its middle, elsewhere: an end stops at the other; the middle takes both along, as its shape has it. */
export function moved(drawn: Drawn, from: Ends, end: End, to: number, step: number): Ends {
  const value = within(onGrid(to, step), drawn.least, drawn.most);
  if (end !== "middle") {
    const low = end === "low" ? Math.min(value, drawn.likeliest ? from.middle : from.high) : from.low;
    const high = end === "high" ? Math.max(value, drawn.likeliest ? from.middle : from.low) : from.high;
    return { low, high, middle: drawn.likeliest ? from.middle : middleOf(drawn, low, high) };
  }
  if (drawn.likeliest) return { ...from, middle: within(value, from.low, from.high) };
  if (from.low === from.high) return { low: value, high: value, middle: value };
  const shape = shapeOf(drawn, from.low, from.high);
  if (shape !== "lognormal" && shape !== "half-normal") {
    const by = within(value - from.middle, drawn.least - from.low, drawn.most - from.high);
    return { low: onGrid(from.low + by, step), high: onGrid(from.high + by, step), middle: from.middle + by };
  }
  const sign = Math.sign(from.middle) || 1;
  const times = Math.max(value * sign, step) / Math.abs(from.middle);
  const [low, high] = [from.low * times, from.high * times].map((one) => (one ? onGrid(one, step) || step * sign : 0)) as [number, number];
  return { low, high, middle: from.middle * times };
}

interface Held {
  end: End;
  left: number;
  /** By how much the pointer missed the end that it took. */
  off: number;
  far: boolean;
}

export function Range(props: {
  drawn: Drawn;
  axis: [number, number];
  label: string;
  shown: (value: number) => string;
  /** Where the ends are now: as they are, or as they are held. */
  ends: Ends;
  held: boolean;
  /** Whether it can be moved. */
  movable: boolean;
  onHold: (ends: Ends) => void;
  onPlace: () => void;
  onBack: () => void;
}) {
  const { drawn, axis, ends, shown } = props;
  const svg = useRef<SVGSVGElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const pointer = useRef<Held | null>(null);
  const [lifted, lift] = useState<End | null>(null);
  const from = useRef<Ends>(ends);
  const step = useRef(grid(ends));
  useEffect(() => {
    if (props.held) return;
    from.current = ends;
    step.current = grid(ends);
    lift(null);
  }, [props.held, ends.low, ends.high, ends.middle]);

  const [left, right] = axis;
  const x = (value: number) => within(((value - left) / (right - left)) * WIDTH, -4, WIDTH + 4);
  const { movable } = props;
  // The ends of a plain number stand beside it, so that each can be taken.
  const apart = ends.low === ends.high ? 9 : 0;

  const valueAt = (event: PointerEvent) => {
    const seen = svg.current!.getBoundingClientRect();
    return left + ((event.clientX - seen.left) / seen.width) * (right - left);
  };
  const hold = (end: End, to: number) => {
    // A middle takes both ends along from where they were, so that no rounding adds up.
    const next = moved(drawn, end === "middle" ? from.current : ends, end, to, step.current);
    if (end !== "middle") from.current = next;
    props.onHold(next);
  };
  const focus = (end: End) => box.current?.querySelector<HTMLElement>(`input[data-end=${end}]`)?.focus({ preventScroll: true });

  /** Which end is meant by a place: the nearest; of two at one place the one that lies where it is dragged to. */
  const meant = (event: PointerEvent): End | null => {
    const seen = svg.current!.getBoundingClientRect();
    const at = ((event.clientX - seen.left) / seen.width) * WIDTH;
    const places: [End, number][] = [
      ["low", x(ends.low) - apart],
      ["high", x(ends.high) + apart],
      ["middle", x(ends.middle)],
    ];
    const [end, far] = places.map(([name, place]) => [name, Math.abs(at - place)] as const).reduce((a, b) => (b[1] < a[1] ? b : a));
    if (far <= NEAR) return end;
    return at > x(ends.low) && at < x(ends.high) && event.clientY > seen.top + seen.height / 2 ? "middle" : null;
  };

  const down = (event: PointerEvent) => {
    if (!movable || event.button !== 0 || !event.isPrimary) return;
    if (lifted) {
      event.preventDefault();
      hold(lifted, valueAt(event));
      focus(lifted);
      lift(null);
      props.onPlace();
      return;
    }
    const end = meant(event);
    if (!end) return;
    event.preventDefault();
    svg.current!.setPointerCapture(event.pointerId);
    pointer.current = { end, left: event.clientX, off: valueAt(event) - ends[end], far: false };
    focus(end);
  };
  const move = (event: PointerEvent) => {
    const here = pointer.current;
    if (!here) return;
    here.far ||= Math.abs(event.clientX - here.left) > STILL;
    if (here.far) hold(here.end, valueAt(event) - here.off);
  };
  const up = () => {
    const here = pointer.current;
    pointer.current = null;
    if (!here) return;
    if (here.far) props.onPlace();
    else lift(here.end);
  };
  const lost = () => {
    if (!pointer.current) return;
    pointer.current = null;
    props.onBack();
  };

  const keys = (event: KeyboardEvent, end: End) => {
    const signs: { [key: string]: number } = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -5, PageUp: 5 };
    const sign = signs[event.key];
    if (sign !== undefined && movable) {
      event.preventDefault();
      const by = sign * step.current * (event.shiftKey ? 1 : 10);
      const now = ends[end];
      hold(end, onGrid(now + by, step.current));
    } else if (event.key === "Enter") {
      event.preventDefault();
      lift(null);
      if (props.held) props.onPlace();
    } else if (event.key === "Escape" && (props.held || lifted)) {
      event.preventDefault();
      event.stopPropagation();
      pointer.current = null;
      lift(null);
      props.onBack();
    }
  };

  const names: [End, string, number][] = [
    ["low", "low end", ends.low],
    ["middle", drawn.likeliest ? "likeliest value" : "middle", ends.middle],
    ["high", "high end", ends.high],
  ];
  return (
    <div class={`range${props.held || lifted ? " held" : ""}`} ref={box}>
      <svg
        ref={svg}
        viewBox={`0 -3 ${WIDTH} 42`}
        aria-hidden="true"
        class={lifted ? "lifted" : ""}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={lost}
        onLostPointerCapture={lost}
      >
        {shades(drawn, axis).map(([begin, end]) => (
          <rect class="bad" x={x(begin)} y="0" width={Math.max(0, x(end) - x(begin))} height={BASE} />
        ))}
        {drawn.curve && <path class="cur" d={curve(drawn.curve, x)} />}
        {drawn.atoms.map(([value, chance]) => (
          <path class="atom" d={`M${x(value)} ${BASE}V${BASE - 22 * chance}`} />
        ))}
        <path class="ax" d={`M0 ${BASE}H${WIDTH}`} />
        {left < 0 && right > 0 && <path class="zero" d={`M${x(0)} 0V${BASE}`} />}
        {drawn.flips.map(({ at }) => (
          <path class="flip" d={`M${x(at)} -2V${BASE + 3}`} />
        ))}
        <path class="rngl" d={`M${x(ends.low)} ${BAR}H${x(ends.high)}`} />
        {drawn.shape !== "discrete" && <circle class="hd low" cx={x(ends.low) - apart} cy={BAR} r="4.5" />}
        {drawn.shape !== "discrete" && <circle class="hd high" cx={x(ends.high) + apart} cy={BAR} r="4.5" />}
        <path class="md" d={`M${x(ends.middle)} ${BAR - 4}V${BAR + 4}`} />
      </svg>
      {drawn.shape !== "discrete" &&
        names.map(([end, name, value]) => (
          <input
            key={end}
            type="range"
            data-end={end}
            aria-label={`${props.label}, ${name}`}
            aria-valuetext={shown(value)}
            min={Math.min(left, value)}
            max={Math.max(right, value)}
            step="any"
            value={value}
            style={{ left: `${(x(value) / WIDTH) * 100}%` }}
            onInput={(event) => movable && hold(end, Number(event.currentTarget.value))}
            onKeyDown={(event) => keys(event, end)}
            onBlur={(event) => {
              if (props.held && !pointer.current && !box.current?.contains(event.relatedTarget as Node | null)) props.onPlace();
            }}
          />
        ))}
    </div>
  );
}

/** The parts of an axis that are bad: beyond a flip what it becomes, between flips what it is. */
function shades(drawn: Drawn, [left, right]: [number, number]): [number, number][] {
  const below = drawn.flips.find(({ up }) => !up);
  const above = drawn.flips.find(({ up }) => up);
  const low = below?.at ?? left;
  const high = above?.at ?? right;
  const parts: [number, number, boolean][] = [
    [left, low, below?.bad ?? false],
    [low, high, drawn.bad],
    [high, right, above?.bad ?? false],
  ];
  return parts.filter(([begin, end, bad]) => bad && end > begin).map(([begin, end]) => [begin, end]);
}

function curve({ low, high, heights }: { low: number; high: number; heights: number[] }, x: (value: number) => number): string {
  const places = heights.map((height, n) => `${x(low + ((high - low) * n) / (heights.length - 1)).toFixed(1)} ${(BASE - 24 * height).toFixed(1)}`);
  return `M${x(low).toFixed(1)} ${BASE}L${places.join("L")}L${x(high).toFixed(1)} ${BASE}Z`;
}
