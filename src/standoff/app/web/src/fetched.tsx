// Views that are files of their own: fetched when they are first looked at, and all of them once the first is shown.
import { signal } from "@preact/signals";
import type { ComponentType } from "preact";
import { trouble } from "./desk";

const waiting: (() => Promise<void>)[] = [];

/** A view that is fetched when it is first shown. */
export function fetched(load: () => Promise<ComponentType>): ComponentType {
  const view = signal<ComponentType | null>(null);
  let asked: Promise<void> | undefined;
  const fetch = () => (asked ??= load().then((found) => void (view.value = found), failed));
  const failed = () => {
    asked = undefined;
    trouble.value = { message: "This view could not be fetched", hint: "standoff was ended in the terminal: run `standoff open` again; what was not saved is kept" };
  };
  waiting.push(fetch);
  return function Fetched() {
    const View = view.value;
    if (View) return <View />;
    void fetch();
    return <p class="wait">…</p>;
  };
}

/** Fetches all views, as soon as there is nothing else to do. */
export function prefetch(): void {
  setTimeout(() => void waiting.reduce((before, fetch) => before.then(fetch), Promise.resolve()), 1500);
}
