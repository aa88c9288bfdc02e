// What is wrong with a case, each with its place, what would help, and a way to where it can be mended in the app.
import { to } from "../address";
import type { Problem } from "../types";

const ENDS: { [key: string]: [view: string, said: string] } = {
  worth: ["numbers", "Numbers"],
  horizon: ["numbers", "Numbers"],
  walkout_cost: ["numbers", "Numbers"],
  because: ["evidence", "Evidence"],
};
const BEGINS: { [key: string]: [view: string, said: string] } = { steps: ["plan", "Plan"], plans: ["plan", "Plan"], deals: ["plan", "Plan"], parties: ["numbers", "Numbers"] };

/** Where in the app something can be mended; null where only the file itself will do. */
function mended({ path, file }: Problem): { at: string; said: string } | null {
  if (file === "sources.json") return { at: to("evidence"), said: "Evidence" };
  const parts = path.split(".");
  const [view, said] = parts.map((part) => ENDS[part]).find(Boolean) ?? BEGINS[parts[0] ?? ""] ?? [];
  return view && said ? { at: parts[0] === "plans" && parts[1] ? to(view, parts[1]) : to(view), said } : null;
}

const place = ({ file, line, path }: Problem) => [line === null ? file : `${file}, line ${line}`, path].filter(Boolean).join(", ");

export function Problems({ found }: { found: readonly Problem[] }) {
  return (
    <ul class="problems">
      {found.map((one) => {
        const link = mended(one);
        return (
          <li class={one.severity}>
            <b>{one.severity === "error" ? "Error" : "Warning"}</b> <span dir="auto">{one.message}</span>
            {one.hint && <span dir="auto">; {one.hint}</span>}
            <br />
            <code>{place(one)}</code> {link && <a href={link.at}>Mend it in {link.said}</a>}
          </li>
        );
      })}
    </ul>
  );
}
