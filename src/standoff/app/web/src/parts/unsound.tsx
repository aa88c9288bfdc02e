// What a view says where it cannot show anything yet: what is wrong with the case, or what has to be done first.
import type { ComponentChildren } from "preact";
import { go, to } from "../address";
import { desk } from "../desk";
import type { Problem } from "../types";
import { Said } from "./said";
import "./unsound.css";

/** Where a problem can be mended: the parts of an address. */
export function mendedAt(path: string): string[] {
  const [section, key] = path.split(".");
  if (section === "plans" && key && desk.value?.names.plans[key]) return ["plan", key];
  return section && key && section in SECTIONS ? ["start", section, key] : ["start"];
}

const SECTIONS = { parties: 1, steps: 1, deals: 1, plans: 1 };

export const errors = (): Problem[] => (desk.value?.problems ?? []).filter(({ severity }) => severity === "error");

/** The problems of a case that is not sound, each with a way to where it can be mended. */
export function Unsound() {
  const found = errors();
  if (desk.value === null || desk.value.sound) return null;
  return (
    <section class="unsound warn strong" aria-label="What is wrong with the case">
      <p>
        <b>{found.length === 1 ? "One thing does not fit yet." : `${found.length} things do not fit yet.`}</b> What is shown here is from
        before.
      </p>
      <ul>
        {found.slice(0, 8).map((problem) => (
          <li key={`${problem.path} ${problem.line} ${problem.message}`}>
            <a href={to(...mendedAt(problem.path))} dir="auto">
              {problem.path || "the case"}
            </a>
            : <Said {...problem} />
          </li>
        ))}
      </ul>
      {found.length > 8 && <p>… and {found.length - 8} more.</p>}
    </section>
  );
}

/** What to do before a view has something to show, and the button that goes there. */
export function First(first: { to: string; button: string; children: ComponentChildren }) {
  return (
    <div class="first">
      <p>{first.children}</p>
      <button class="btn" onClick={() => go(...first.to.split("/"))}>
        {first.button}
      </button>
    </div>
  );
}
