// What a screen reader hears: one polite region, one sentence, at most every half second; the last one wins.
import { signal } from "@preact/signals";

const heard = signal("");
const PAUSE = 500;
let next = "";
let last = 0;
let waiting: ReturnType<typeof setTimeout> | undefined;

/** Says a sentence to whoever does not see the page. */
export function say(sentence: string): void {
  next = sentence;
  waiting ??= setTimeout(
    () => {
      waiting = undefined;
      last = Date.now();
      heard.value = heard.value === next ? `${next}\u00a0` : next;
    },
    Math.max(0, last + PAUSE - Date.now()),
  );
}

export function Live() {
  return (
    <p class="heard" role="status" aria-live="polite">
      {heard.value}
    </p>
  );
}
