// Whose judgements are written here: initials that this browser remembers.
import { signal } from "@preact/signals";

const KEY = "standoff.by";

/** The initials; "" until somebody gave them. */
export const by = signal(remembered());

export function setBy(initials: string): void {
  by.value = initials;
  try {
    localStorage.setItem(KEY, initials);
  } catch {
    // A browser may keep nothing; then it is asked again next time.
  }
}

function remembered(): string {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}
