// Numbers as they are shown; what is said of deals comes from the server.

const POINTS = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1, minimumFractionDigits: 1 });

/** Points of a party, one digit after the point, with a true minus. */
export function points(value: number): string {
  const text = POINTS.format(Math.abs(value) < 0.05 ? 0 : value);
  return text.replace("-", "−");
}

/** A share of draws, as so many of 100. */
export function ofHundred(share: number): string {
  return share > 0 && share < 0.01 ? "<1" : String(Math.floor(share * 100 + 1e-9));
}
