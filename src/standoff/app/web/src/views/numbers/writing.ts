// A number as it is written in the file, and from there to ends on an axis and back: geometry and layout, no more.
import type { Drawn, Ends } from "../../parts/range";
import type { Plain } from "../../types";
import type { NumbersDocument, Row } from "./document";

const PER_YEAR: { [unit: string]: number } = { day: 365.25, week: 365.25 / 7, month: 12, year: 1 };

/** What a number is counted in where it is written, and how many of it make one unit of the document. */
export interface Scale {
  unit: string;
  per: number;
}

export function scaleOf(row: Row, raw: Plain | undefined): Scale {
  if (row.unit === "points") return { unit: "", per: 1 };
  const last = typeof raw === "string" ? (raw.trim().split(/[\s\d]+/).pop() ?? "") : "";
  if (row.unit === "chance") return raw === undefined || last === "%" ? { unit: "%", per: 100 } : { unit: "", per: 1 };
  const per = PER_YEAR[last.replace(/s$/, "")];
  return per ? { unit: `${last.replace(/s$/, "")}s`, per } : { unit: row.counted, per: row.per };
}

/** A number with as many digits as it needs. */
export const plainly = (value: number) => String(Number(value.toPrecision(10)));

/** With the minus of print, for reading. */
export const printed = (text: string) => text.replace(/-(?=[\d.])/g, "−");

/** What stands in the file, in one line; a range in keys as the server tells it. */
export function written(row: Row, raw: Plain | undefined): string {
  return printed(typeof raw === "string" || typeof raw === "number" ? String(raw) : row.text);
}

export function endsOf(row: Row, { per }: Scale): Ends {
  const [low, high, middle] = [row.low, row.high, row.mode ?? row.median].map((value) => Number((value * per).toPrecision(10))) as [number, number, number];
  return { low, high, middle };
}

/** The text of a range, as the file has it. */
export function textOf(row: Row, { unit }: Scale, { low, high, middle }: Ends): string {
  const counted = (value: string) => (unit === "%" || !unit ? unit : value === "1" ? unit.slice(0, -1) : unit);
  const one = plainly(high);
  if (plainly(low) === one) return `${one} ${counted(one)}`.trim();
  const ends = `${plainly(low)} to ${one} ${counted(one)}`.trim();
  return row.mode === null ? ends : `${ends}, likeliest ${plainly(middle)} ${counted(plainly(middle))}`.trim();
}

export function drawnOf(row: Row, { per }: Scale, document: NumbersDocument): Drawn {
  const { density } = row;
  return {
    ...endsOf(row, { unit: "", per }),
    likeliest: row.mode !== null,
    shape: row.shape,
    least: row.least === null ? -Infinity : row.least * per,
    most: row.most === null ? Infinity : row.most * per,
    curve: density && { low: density.low * per, high: density.high * per, heights: density.heights },
    atoms: row.atoms.map(([value, chance]) => [value * per, chance]),
    flips: row.turns.map(({ at, up, becomes }) => ({ at: at * per, up, bad: becomes !== "holds" })),
    bad: row.says && document.verdict !== "holds",
  };
}

/** An axis on which all of some ranges can be seen, with 0 on it where they are points, and room to move in. */
export function axisOf(drawn: Drawn[], zero: boolean): [number, number] {
  const seen = drawn.flatMap(({ low, high, flips }) => {
    const beyond = low === high ? Math.abs(low) : 0.35 * (high - low);
    return [low - beyond, high + beyond, ...flips.map(({ at }) => at)];
  });
  const all = [...seen, ...(zero ? [0] : [])].filter(Number.isFinite);
  // Beyond a bound there is something only where another of them has none: what walking out costs is among worths.
  const least = Math.min(...drawn.map((one) => one.least));
  const most = Math.max(...drawn.map((one) => one.most));
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const room = (high - low || Math.abs(high) || 1) * 0.05;
  const step = tidy((high - low || Math.abs(high) || 1) / 8);
  const begin = Math.max(Math.floor((low - room) / step) * step, least);
  const end = Math.min(Math.ceil((high + room) / step) * step, most);
  return [Number(begin.toPrecision(10)), Number(end.toPrecision(10))];
}

function tidy(step: number): number {
  const ten = 10 ** Math.floor(Math.log10(step));
  const digit = step / ten;
  return ten * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
}
