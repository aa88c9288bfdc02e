// What can be compared: the desk, the file as saved, views, days of the history, other cases that are open.
import { computed, signal } from "@preact/signals";
import { desk } from "../../desk";
import { get } from "../../server";

export interface SideNamed {
  /** As the server takes it. */
  name: string;
  called: string;
  group: string;
}

interface OpenCase {
  id: string;
  title: string;
  folder: string;
}

const others = signal<OpenCase[]>([]);
const mine = new URLSearchParams(location.search).get("case");

/** Asks which other cases this server has open. */
export async function lookForOthers(): Promise<void> {
  const found = await get<OpenCase[] | { cases: OpenCase[] }>("/api/cases").catch(() => []);
  const listed = Array.isArray(found) ? found : found.cases;
  const here = mine ?? listed[0]?.id;
  others.value = listed.filter(({ id }) => id !== here);
}

/** All that can be named, in the order in which it is offered. */
export const sides = computed<SideNamed[]>(() => {
  const here = desk.value;
  if (here === null) return [];
  return [
    { name: "desk", called: "as it is here now", group: "This case" },
    { name: "saved", called: `${here.file}, as saved last`, group: "This case" },
    ...here.views.map((view) => ({ name: `view:${view}`, called: view in here.names.parties ? `as ${here.names.parties[view]!.name} sees it` : `views/${view}.yaml`, group: "Views" })),
    ...here.history.map((day) => ({ name: day, called: `as of ${day}`, group: "Earlier days" })),
    ...others.value.map(({ id, title, folder }) => ({ name: `case:${id}`, called: title || folder, group: "Other cases that are open" })),
  ];
});

export const called = (name: string) => sides.value.find((one) => one.name === name)?.called ?? name;

/** The two that are likeliest meant: what is not saved; else the first view, the earliest day or another case; else none. */
export function likeliest(): [a: string, b: string] {
  const named = (group: string) => sides.value.filter((one) => one.group === group).map(({ name }) => name);
  if (desk.value?.dirty) return ["saved", "desk"];
  return ["desk", named("Views")[0] ?? named("Earlier days").sort()[0] ?? named("Other cases that are open")[0] ?? ""];
}
