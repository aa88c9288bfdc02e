// The view Ask: one party, the question that tells most, and what the answers leave; nothing is written until accepted.
import "./ask.css";
import { useEffect } from "preact/hooks";
import { go } from "../../address";
import { desk } from "../../desk";
import { Said } from "../../parts/said";
import { First, Unsound } from "../../parts/unsound";
import { stop } from "../../server";
import { Accept, Allowed, Contradictions, Given, Who } from "./allowed";
import { Order } from "./order";
import { HowMany, Rather } from "./questions";
import { NONE, SLOT, found, party, plan, plans, refresh, refused, sign, takeUp, wanted, working } from "./state";

export function Ask() {
  takeUp();
  useEffect(() => sign(), []);
  useEffect(() => void refresh(), [wanted.value, desk.value?.sound]);
  useEffect(() => () => (stop(SLOT), void (working.value = false)), []);
  const here = desk.value!;
  if (!party.value || !Object.keys(here.names.steps).length)
    return (
      <div class="pane ask">
        <div>
          <Unsound />
          <First to="start" button="Parties and steps">
            To ask what a party would rather have, there must be a party, and steps that are worth something to it.
          </First>
        </div>
      </div>
    );
  const document = found.value?.document;
  const mine = document?.party === party.value ? document : undefined;
  const stale = found.value?.of !== wanted.value;
  return (
    <div class="pane two ask" aria-busy={working.value}>
      <div class={stale ? "ask-stale" : ""}>
        <Unsound />
        <Choices />
        {refused.value && (
          <p class="warn">
            <Said {...refused.value} />
          </p>
        )}
        {mine && (
          <>
            <p class="hint" dir="auto">
              {mine.headline}
            </p>
            <Contradictions document={mine} />
            {mine.questions.map((question, n) =>
              question.kind === "rather" ? (
                <Rather key="rather" question={question} first={n === 0} />
              ) : (
                <HowMany key="how_many" question={question} first={n === 0} />
              ),
            )}
            {mine.holding && (
              <p class="ask-holding" dir="auto">
                {mine.holding}
              </p>
            )}
            {mine.notes.map((note) => (
              <p key={note} class="hint" dir="auto">
                {note}
              </p>
            ))}
          </>
        )}
        {!mine && !refused.value && here.sound && <p class="wait">Drawing what is known of it …</p>}
      </div>
      <aside class="side">
        {mine && (
          <>
            <Order document={mine} />
            <Allowed document={mine} />
            <Given document={mine} />
            <Accept document={mine} />
          </>
        )}
      </aside>
    </div>
  );
}

function Choices() {
  const here = desk.value!;
  return (
    <p class="ask-choices">
      <label>
        Answering for{" "}
        <select class="field" value={party.value} onChange={(event) => go("ask", event.currentTarget.value, plan.value || NONE)}>
          {Object.entries(here.names.parties).map(([key, { name }]) => (
            <option key={key} value={key}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Who />
      {plans.value.length > 0 && (
        <label>
          about{" "}
          <select class="field ask-plan" value={plan.value || NONE} onChange={(event) => go("ask", party.value, event.currentTarget.value)}>
            {plans.value.map(({ key, name }) => (
              <option key={key} value={key}>
                {name}
              </option>
            ))}
            <option value={NONE}>no plan in particular</option>
          </select>
        </label>
      )}
    </p>
  );
}
