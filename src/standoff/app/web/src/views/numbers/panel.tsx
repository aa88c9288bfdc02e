// Beside the numbers: in how many draws the plan holds, what drives that, and who stands by.
import { ofHundred } from "../../words";
import type { NumbersDocument } from "./document";
import { count, fresh, tried } from "./state";

/** Both shares are told alike from so small a difference on. */
const SEEN = 0.005;

/** The verdict where the panel is out of sight: at the foot of a small screen. */
export function Strip({ document }: { document: NumbersDocument }) {
  const now = tried.value ?? document;
  if (now.holds === null) return null;
  return (
    <p class="numbers-strip" aria-hidden="true">
      <b>{ofHundred(now.holds)} of 100.</b> {now.said[now.said.length - 1]}
    </p>
  );
}

export function Panel({ document }: { document: NumbersDocument }) {
  const now = tried.value ?? document;
  const driving = document.drives?.drivers.filter(({ total }) => total > 0.005).slice(0, 6) ?? [];
  const most = driving[0]?.total ?? 1;
  return (
    <aside class={`side${fresh.value || tried.value ? "" : " numbers-pale"}`} aria-label="The verdict">
      {now.holds !== null && (
        <p class={`numbers-verdict ${now.verdict === "holds" ? "holds" : ""}`}>
          <b>{ofHundred(now.holds)}</b> of 100
        </p>
      )}
      {now.said.map((sentence) => (
        <p dir="auto">{sentence}</p>
      ))}
      {driving.length > 0 && (
        <>
          <h2 class="numbers-title">{document.drives!.measure === "holds" ? "What drives it" : "What drives by how much it holds or fails"}</h2>
          <ul class="numbers-drives">
            {driving.map(({ path, short, total }) => (
              <li key={path} dir="auto">
                <i style={{ width: `${(100 * total) / most}%` }} class="moves" />
                <span>{document.numbers.find((row) => row.path === path)?.short ?? short}</span>
              </li>
            ))}
          </ul>
        </>
      )}
      {now.aside
        .filter((one) => one.counts || one.left_out - one.counted >= SEEN)
        .map((one) => {
          const [first, ...rest] = one.said.split(/(?<=[.?]) /);
          return (
            <div class="warn numbers-aside" key={one.party}>
              <p dir="auto">
                <b>{first}</b> {rest.join(" ")}
              </p>
              <button class="btn ghost" aria-pressed={one.counts} disabled={one.counts} onClick={() => count(document, one, true)}>
                Count it
              </button>{" "}
              <button class="btn ghost" aria-pressed={!one.counts} disabled={!one.counts} onClick={() => count(document, one, false)}>
                Leave it out
              </button>
            </div>
          );
        })}
      {document.notes.map((note) => (
        <p class="hint" dir="auto">
          {note}
        </p>
      ))}
    </aside>
  );
}
