// Numbers as they are shown; what is said of deals comes from the server.

const POINTS = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1, minimumFractionDigits: 1 });

/** Points of a party, one digit after the point, with a true minus. */
export function points(value: number): string {
  const text = POINTS.format(Math.abs(value) < 0.05 ? 0 : value);
  return text.replace("-", "−");
}

/** A share of draws as so many of 100: as the server tells it, halves to the even number, and never a certainty that it is not. */
export function ofHundred(share: number): string {
  const exact = 100 * share;
  const below = Math.floor(exact);
  const count = exact - below === 0.5 ? below + (below % 2) : Math.round(exact);
  return count === 0 && share > 0 ? "<1" : count === 100 && share < 1 ? ">99" : String(count);
}
