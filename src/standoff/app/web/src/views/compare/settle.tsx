// How one difference is settled: by what the other says, by the wider of both ranges, or as a view.
import { signal } from "@preact/signals";
import { useId } from "preact/hooks";
import { edit } from "../../desk";
import type { Comparison, Difference, Ways } from "./documents";
import { viewOf } from "./views";

/** The difference whose menu is open. */
const open = signal("");

export function Settle({ row, ways }: { row: Difference; ways: Ways; document: Comparison }) {
  const id = useId();
  const way = ways.ways[row.path];
  if (!row.single || !way || !ways.desk) return null;
  const other = ways.desk === "a" ? "B" : "A";
  const [from, to] = ways.desk === "a" ? [row.a, row.b] : [row.b, row.a];
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
        <button class="btn ghost" onClick={() => viewOf([row.path], row.short)}>
          write {other} as a view…
        </button>
      </span>
    </span>
  );
}
