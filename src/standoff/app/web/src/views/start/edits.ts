// Edits of the view Start: what is typed becomes plain data, and every edit says in words what it does.
import { at, called, desk, edit, reread, trouble } from "../../desk";
import { say } from "../../live";
import { Refusal, post } from "../../server";
import type { Edit, KeyPath, Plain } from "../../types";

export type Kind = "party" | "step" | "choice" | "deal" | "plan";

export const SECTIONS: Record<Kind, "parties" | "steps" | "choices" | "deals" | "plans"> = {
  party: "parties",
  step: "steps",
  choice: "choices",
  deal: "deals",
  plan: "plans",
};

export type Entries = { [key: string]: Plain };

/** The entries of a part of the case, as they are written; none where it is not there or is something else. */
export function entries(section: string): Entries {
  return mapping(at([section]));
}

export function mapping(value: Plain | undefined): Entries {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? value : {};
}

/** Names in a list, or one name alone. */
export function names(value: Plain | undefined): string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}

/** What something is called, whether the case is sound or not. */
export function nameOf(section: "parties" | "steps" | "deals" | "plans", key: string): string {
  const entry = mapping(at([section, key]));
  const written = entry["name"] ?? entry["title"];
  return typeof written === "string" && written ? written : called(section, key);
}

/** A value as people type it; what is more than one value as it is written. */
export function written(value: Plain | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "object" ? JSON.stringify(value).replace(/"/g, "").replace(/([:,])/g, "$1 ") : String(value);
}

/** A value as it is told: parties and steps by their names. */
function inWords(value: Plain | undefined): string {
  const listed = names(value);
  const named = (key: string) => (["steps", "parties"] as const).map((section) => (key in entries(section) ? nameOf(section, key) : "")).find(Boolean) ?? key;
  return Array.isArray(value) && listed.length === value.length ? listed.map(named).join(", ") : written(value);
}

/** What was typed as plain data: a number where it is one, else text; undefined where nothing was typed. */
export function typed(text: string, asText = false): Plain | undefined {
  const clean = text.trim();
  if (!clean) return undefined;
  if (asText) return clean;
  const minus = clean.replace(/[−–](?=[\d.])/g, "-");
  return /^-?(\d+\.?\d*|\.\d+)$/.test(minus) ? Number(minus) : minus;
}

/** Sets a value, or takes it out where there is none; says so in words. */
export function put(path: KeyPath, value: Plain | undefined, what: string): Promise<boolean> {
  const before = at(path);
  if (value === undefined && before === undefined) return Promise.resolve(true);
  const from = inWords(before);
  const label = `${what}: ${from ? `${from} → ` : ""}${value === undefined ? "nothing" : inWords(value) || "nothing"}`;
  return edit([value === undefined ? { op: "remove", path } : { op: "set", path, value }], label);
}

/** Adds something new under a key that the server makes of its name; the key, or null where it was refused. */
export async function added(kind: Kind, name: string, value: (name: string) => Plain): Promise<string | null> {
  try {
    const { key } = await post<{ key: string }>("/api/key", { kind, name });
    const made = await edit([{ op: "set", path: [SECTIONS[kind], key], value: value(name.trim()) }], `New ${kind}: ${name.trim()}`);
    return made ? key : null;
  } catch (error) {
    return refusedWith(error, null);
  }
}

export interface Removal {
  uses: { path: KeyPath; says: string }[];
  edits: Edit[];
}

/** What would have to go with something; null where the server does not say. */
export async function removalOf(kind: Kind, key: string): Promise<Removal | null> {
  try {
    return await post<Removal>("/api/removal", { kind, key });
  } catch (error) {
    return refusedWith(error, null);
  }
}

/** The edits that make the example. */
export async function example(title: string, day: string): Promise<boolean> {
  try {
    const { edits } = await post<{ edits: Edit[] }>("/api/example", { title, day });
    return await edit(edits, "Start from the example");
  } catch (error) {
    return refusedWith(error, false);
  }
}

function refusedWith<Value>(error: unknown, value: Value): Value {
  if (!(error instanceof Refusal)) throw error;
  trouble.value = { message: error.message, hint: error.hint };
  say(error.message);
  void reread();
  return value;
}

/** What is wrong with what stands at a path, or under it; problems count places in lists from 1. */
export function wrong(path: KeyPath): string[] {
  const here = path.map((part) => (typeof part === "number" ? part + 1 : part)).join(".");
  return (desk.value?.problems ?? [])
    .filter((one) => one.severity === "error" && (one.path === here || one.path.startsWith(`${here}.`)))
    .map(({ message, hint }) => (hint ? `${message}; ${hint}` : message));
}
