// How one difference is settled: by what the other says, by the wider of both ranges, or as a view.
import { signal } from "@preact/signals";
import { useId } from "preact/hooks";
import { edit } from "../../desk";
import type { Edit, Plain } from "../../types";
import type { Difference, Ways } from "./documents";
import { viewOf } from "./views";

/** Values by path, as a view has them; null where it would have to take something away, which no view can. */
function seenBy(edits: readonly Edit[]): { [path: string]: Plain } | null {
  const found: { [path: string]: Plain } = {};
  for (const one of edits) {
    if (one.op !== "set") return null;
    found[one.path.join(".")] = one.value;
  }
  return found;
}

/** The difference whose menu is open. */
const open = signal("");

export function Settle({ row, ways }: { row: Difference; ways: Ways }) {
  const id = useId();
  const way = ways.ways[row.path];
  if (!row.single || !way || !ways.desk) return null;
  const other = ways.desk === "a" ? "B" : "A";
  const [from, to] = ways.desk === "a" ? [row.a, row.b] : [row.b, row.a];
  const seen = seenBy(way.take);
  const shown = open.value === row.path;
  return (
    <span class="compare-settle" onKeyDown={(event) => event.key === "Escape" && (open.value = "")}>
      <button class="btn ghost" aria-label={`take ${other}: ${row.short}, ${to}`} onClick={() => void edit(way.take, `${row.short}: ${from} → ${to}`)}>
        take {other}
      </button>
      <button class="btn ghost" aria-expanded={shown} aria-controls={id} aria-label={`other ways to settle ${row.short}`} onClick={() => void (open.value = shown ? "" : row.path)}>
        …
      </button>
      <span id={id} class="compare-menu" hidden={!shown}>
        {way.wider ? (
          <button class="btn ghost" onClick={() => void edit(way.wider!, `${row.short}: ${from} → ${way.wider_says}, as wide as both`)}>
            keep the wider: {way.wider_says}
          </button>
        ) : null}
        {seen && (
          <button class="btn ghost" onClick={() => viewOf(seen, row.short)}>
            write {other} as a view…
          </button>
        )}
      </span>
    </span>
  );
}
