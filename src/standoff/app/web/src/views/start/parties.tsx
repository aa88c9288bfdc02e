// The parties of a case: who they are, how far ahead they look, and what their points mean.
import { at } from "../../desk";
import { Adder, Card, Part, Remove } from "./cards";
import { entries, mapping, nameOf, written, wrong } from "./edits";
import { Field, Rest } from "./fields";

const KNOWN = ["name", "horizon", "walkout_cost", "scale"];

export function Parties() {
  return (
    <Part name="parties" title="Parties" about="Who takes steps, and whose yes counts: governments, armies, a council. Two at least.">
      {Object.keys(entries("parties")).map((key) => (
        <PartyCard key={key} id={key} />
      ))}
      <Adder kind="party" label="Another party" button="Add the party" example="Alpha" value={(name) => ({ name })} />
    </Part>
  );
}

function PartyCard({ id }: { id: string }) {
  const name = nameOf("parties", id);
  const entry = mapping(at(["parties", id]));
  const field = (key: string) => ({ path: ["parties", id, key], what: name });
  const horizon = written(entry["horizon"]);
  return (
    <Card kind="party" id={id} name={name} about={horizon ? `looks ${horizon} ahead` : "how far ahead does it look?"} bad={wrong(["parties", id]).length > 0}>
      <Field {...field("name")} label="Name" text />
      <Field
        {...field("horizon")}
        label="How far ahead it looks"
        first
        example="2 to 6 years"
        hint="A range, such as 2 to 6 years: short where elections or a coup are near. Without it no deal can be judged."
      />
      <Field
        {...field("walkout_cost")}
        label="What being caught in a breach costs it"
        example="0.5 to 2"
        hint="In its own points: its good name, a bond, an audience at home. Nothing if left empty."
      />
      <Field {...field("scale")} label="What its 10 points mean" example="10 = the ban lifted for good" hint="Fix one thing as 10, and measure all others by it." text wide />
      <Rest entry={entry} known={KNOWN} />
      <Remove kind="party" id={id} name={name} />
    </Card>
  );
}
