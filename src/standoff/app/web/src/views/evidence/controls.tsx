// What is said of every piece of evidence: what of a number it supports, and its grade.
import { useId } from "preact/hooks";
import type { Numbered } from "./documents";

export const SUPPORTS = ["sign", "order", "size"];

const SOURCES = ["A: reliable", "B: usually reliable", "C: fairly reliable", "D: not usually reliable", "E: unreliable", "F: cannot be judged"];
const REPORTS = ["confirmed", "probably true", "possibly true", "doubtful", "improbable", "cannot be judged"];

/** What a source most likely supports: the sign of a worth, the size of anything else. */
export const startsWith = (one: Numbered | undefined) => (one && !one.path.includes(".worth.") ? "size" : "sign");

export function Supports({ value, set, says = "It supports the" }: { value: string; set: (value: string) => void; says?: string }) {
  const name = useId();
  return (
    <fieldset class="evidence-seg">
      <legend>{says}</legend>
      {SUPPORTS.map((one) => (
        <label key={one} class={one === value ? "on" : ""}>
          <input type="radio" name={name} checked={one === value} onChange={() => set(one)} /> {one}
        </label>
      ))}
    </fieldset>
  );
}

export function Grade({ value, set }: { value: string; set: (value: string) => void }) {
  return (
    <label>
      graded{" "}
      <select class="field" value={value} onChange={(event) => set(event.currentTarget.value)} title="How reliable the source is (A to F) and how credible the report (1 to 6)">
        <option value="">not</option>
        {SOURCES.map((source) => (
          <optgroup key={source} label={source}>
            {REPORTS.map((report, n) => (
              <option key={n} value={`${source[0]}${n + 1}`}>
                {`${source[0]}${n + 1}`} {report}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}
