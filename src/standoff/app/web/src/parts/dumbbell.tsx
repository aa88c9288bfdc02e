// A share of 100 draws before and after: a ring where it was, a dot where it is, and a line between them; the text says it.
import { ofHundred } from "../words";

const WIDTH = 150;
const RADIUS = 5;
const across = (share: number) => RADIUS + 1 + share * (WIDTH - 2 * RADIUS - 2);

/** Shares from 0 to 1; null where nothing of the plan is left, or nothing was drawn. */
export function Dumbbell({ from, to }: { from: number | null; to: number | null }) {
  if (from === null && to === null) return null;
  return (
    <svg class="dumbbell" viewBox={`0 0 ${WIDTH} 14`} width={WIDTH} height={14} aria-hidden="true">
      <rect class="track" x="0" y="2" width={WIDTH} height="10" />
      {from !== null && to !== null && <line x1={across(from)} x2={across(to)} y1="7" y2="7" />}
      {to !== null && ofHundredOf(from) !== ofHundred(to) && <circle class="to" cx={across(to)} cy="7" r={RADIUS} />}
      {from !== null && <circle class="from" cx={across(from)} cy="7" r={RADIUS} />}
    </svg>
  );
}

const ofHundredOf = (share: number | null) => (share === null ? "" : ofHundred(share));

/** The same in a few letters: "87 → 86", "87, the same". */
export function shares(from: number | null, to: number | null): string {
  if (from === null || to === null) return `${ofHundredOf(from) || "no plan"} → ${ofHundredOf(to) || "no plan"}`;
  return ofHundred(from) === ofHundred(to) ? `${ofHundred(from)}, the same` : `${ofHundred(from)} → ${ofHundred(to)}`;
}
