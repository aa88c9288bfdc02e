// What is wrong with a case, each with its place, what would help, and a way to where it can be mended in the app.
import { to } from "../address";
import type { Problem } from "../types";
import { Said } from "./said";
import { mendedAt } from "./unsound";

/** Where in the app something can be mended: evidence and ranges have views of their own. */
function mended({ path, file, severity }: Problem): string {
  if (file === "sources.json" || path.includes("because")) return to("evidence");
  if (severity === "warning" && path.includes("worth")) return to("numbers");
  return to(...mendedAt(path));
}

const place = ({ file, line, path }: Problem) => [line === null ? file : `${file}, line ${line}`, path].filter(Boolean).join(", ");

export function Problems({ found }: { found: readonly Problem[] }) {
  return (
    <ul class="problems">
      {found.map((one) => (
          <li class={one.severity} key={`${place(one)} ${one.message}`}>
            <b>{one.severity === "error" ? "Error" : "Warning"}</b> <span dir="auto"><Said {...one} /></span>
            <br />
            <code>{place(one)}</code> {!one.file.startsWith("views/") && <a href={mended(one)}>Mend it</a>}
          </li>
      ))}
    </ul>
  );
}
