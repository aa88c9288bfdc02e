// The differences, most effective first: who says what, what each alone does to each plan, and how to settle it.
import { Dumbbell, shares } from "../../parts/dumbbell";
import type { ComparedPlan, Difference, Effect, Fares, Ways } from "./documents";
import { Settle } from "./settle";

/** Whether switching it changes anything that is shown of any plan. */
export const hasEffect = (one: Difference, plans: readonly ComparedPlan[]) =>
  one.turns > 0 || one.effects.some((effect) => plans.some((plan) => plan.plan === effect.plan && shares(plan.a.holds, effect.a.holds) !== shares(plan.a.holds, plan.a.holds)));

const LONG = 60;

function Value({ text }: { text: string }) {
  const shown = text.replace(/(^|\s)-(?=\d)/g, "$1−");
  if (shown.length <= LONG) return <span class="compare-short" dir="auto">{shown}</span>;
  return (
    <details class="compare-long">
      <summary dir="auto">{shown.slice(0, LONG)}…</summary>
      <span dir="auto">{shown}</span>
    </details>
  );
}

function Share({ from, to }: { from: Fares; to: Fares }) {
  const drawn = from.holds !== null || to.holds !== null;
  const turned = from.verdict !== to.verdict;
  const same = drawn ? shares(from.holds, to.holds).endsWith("same") : !turned;
  return (
    <span class={same ? "compare-share same" : "compare-share"}>
      {drawn && <Dumbbell from={from.holds} to={to.holds} />}
      <span>
        {drawn && shares(from.holds, to.holds)}
        {(turned || !drawn) && (
          <small>
            {from.verdict ?? "no plan"}
            {turned && ` → ${to.verdict ?? "no plan"}`}
          </small>
        )}
      </span>
    </span>
  );
}

interface Shown {
  plans: readonly ComparedPlan[];
  names: { a: string; b: string };
  ways: Ways | null;
  asking: { [path: string]: number } | null;
}

export function Table({ rows, caption, all, ...shown }: Shown & { rows: readonly Difference[]; caption: string; all?: string }) {
  const { plans, names, asking } = shown;
  return (
    <div class="scroll" role="region" aria-label={caption} tabIndex={0}>
      <table class="compare-table" role="table">
        <caption>{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">Where you differ</th>
            <th role="columnheader" scope="col">
              A <small dir="auto">{names.a}</small>
            </th>
            <th role="columnheader" scope="col">
              B <small dir="auto">{names.b}</small>
            </th>
            {plans.map((plan, n) => (
              <th role="columnheader" scope="col" key={plan.plan} title={plan.title}>
                <span class="compare-plan" dir="auto">
                  {plan.title}
                </span>
                <small>
                  {plan.only && `only in ${plan.only.toUpperCase()}; `}
                  {n === 0 ? "holds in … of 100 draws, A → B, this alone" : "holds"}
                </small>
              </th>
            ))}
            {asking && <th role="columnheader" scope="col">Worth asking <small>of 100</small></th>}
            <th role="columnheader" scope="col">Settle</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <Row key={`${row.path}|${row.label}`} row={row} {...shown} />
          ))}
          {all && (
            <tr class="compare-all" role="row">
              <th role="rowheader" scope="row">{all}</th>
              <td role="cell" />
              <td role="cell" />
              {plans.map((plan) => (
                <td role="cell" key={plan.plan} data-label={plan.title}>
                  <Share from={plan.a} to={plan.b} />
                </td>
              ))}
              {asking && <td role="cell" />}
              <td role="cell" />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row, plans, ways, asking }: Shown & { row: Difference }) {
  const effect = (plan: ComparedPlan): Effect | undefined => row.effects.find((one) => one.plan === plan.plan);
  return (
    <tr role="row">
      <th role="rowheader" scope="row" dir="auto" title={row.label}>
        {row.short || row.label}
      </th>
      <td role="cell" data-label="A">
        <Value text={row.a} />
      </td>
      <td role="cell" data-label="B">
        <Value text={row.b} />
      </td>
      {plans.map((plan) => (
        <td role="cell" key={plan.plan} data-label={plan.title}>{effect(plan) ? <Share from={plan.a} to={effect(plan)!.a} /> : "not tried"}</td>
      ))}
      {asking && <td role="cell" data-label="Worth asking, of 100">{row.path in asking ? (100 * asking[row.path]!).toFixed(1) : ""}</td>}
      <td role="cell">{ways && <Settle row={row} ways={ways} />}</td>
    </tr>
  );
}
