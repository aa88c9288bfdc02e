// Which view is shown: the part of the address after `#`, so that back, forward and reload do what they should.
import { computed, signal } from "@preact/signals";

const hash = signal(location.hash);
addEventListener("hashchange", () => void (hash.value = location.hash));

/** The parts of the address: `#/plan/interim` is ["plan", "interim"]. */
export const place = computed(() => hash.value.replace(/^#\/?/, "").split("/").filter(Boolean).map(decoded));

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a view, as a link has it. */
export function to(...parts: string[]): string {
  return `#/${parts.map(encodeURIComponent).join("/")}`;
}

/** Goes to a view. */
export function go(...parts: string[]): void {
  location.hash = to(...parts);
}
