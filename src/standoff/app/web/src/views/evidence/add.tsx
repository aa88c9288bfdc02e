// A new source, or the text of one that has none: pasted, or a file that the server reads.
import { useState } from "preact/hooks";
import { attempt, desk } from "../../desk";
import { say } from "../../live";
import { send } from "../../server";
import type { CaseDocument, Plain } from "../../types";
import { adding, open, sources } from "./state";

const LARGEST = 20_000_000;

const ENDINGS = [".txt", ".md", ".html", ".htm", ".pdf"];

/** Kinds of sources, by the names that CSL-JSON has for them. */
const KINDS: [kind: string, said: string][] = [
  ["article-newspaper", "newspaper article"],
  ["article-journal", "journal article"],
  ["book", "book"],
  ["broadcast", "broadcast"],
  ["document", "document"],
  ["interview", "interview"],
  ["legislation", "law or resolution"],
  ["report", "report"],
  ["speech", "speech"],
  ["treaty", "treaty or agreement"],
  ["webpage", "web page"],
];

interface Form {
  id: string;
  title: string;
  author: string;
  date: string;
  url: string;
  kind: string;
  text: string;
}

export function Add({ id }: { id: string }) {
  const known = sources.value?.sources.find((one) => one.id === id);
  const [form, setForm] = useState<Form>({ id, title: known?.title ?? "", author: known?.author ?? "", date: known?.date ?? "", url: known?.url ?? "", kind: known?.kind || "document", text: "" });
  const [named, setNamed] = useState(Boolean(known));
  const [file, setFile] = useState<File | null>(null);
  const [wrong, setWrong] = useState("");
  const without = (sources.value?.sources ?? []).filter((one) => !one.file);
  const set = (key: keyof Form, value: string) => {
    const next = { ...form, [key]: value };
    if (!named && key !== "id") next.id = idOf(next.title, next.date);
    if (key === "id") setNamed(true);
    setForm(next);
  };
  const field = (key: keyof Form, said: string, more: object = {}) => (
    <label class="evidence-field">
      {said}
      <input class="field" value={form[key]} onInput={(event) => set(key, event.currentTarget.value)} {...more} />
    </label>
  );
  const done = async () => {
    const problem = wrongWith(form, file, known?.id ?? null);
    setWrong(problem);
    if (problem) return say(problem);
    const content = file ?? (form.text.trim() ? new Blob([form.text]) : null);
    const entry = known ? null : JSON.stringify(entryOf(form));
    const said = { id: form.id, ending: content ? (file ? endingOf(file.name) : ".txt") : "", version: String(desk.value!.version), ...(entry ? { entry } : {}) };
    const made = await attempt(async () => {
      desk.value = await send<CaseDocument>("/api/sources", said, content);
      say(`${form.title || form.id} is among the sources`);
    });
    if (made) open(form.id);
  };
  return (
    <form
      class="evidence-add"
      aria-label={known ? "Add the text of a source" : "Add a source"}
      onSubmit={(event) => {
        event.preventDefault();
        void done();
      }}
    >
      <h2>{known ? "Add the text of a source" : "Add a source"}</h2>
      {known ? (
        <label class="evidence-field">
          Which
          <select class="field" value={id} onChange={(event) => void (adding.value = event.currentTarget.value)}>
            {without.map((one) => (
              <option key={one.id} value={one.id}>
                {one.title || one.id}
              </option>
            ))}
          </select>
        </label>
      ) : (
        <>
          {field("title", "Title", { required: true, dir: "auto" })}
          {field("author", "Author, or who published it", { dir: "auto" })}
          {field("date", "Date, as far as it is known", { placeholder: "2025-09-08, 2025-09 or 2025" })}
          {field("url", "Address on the web", { type: "url", placeholder: "https://" })}
          <label class="evidence-field">
            What it is
            <select class="field" value={form.kind} onChange={(event) => set("kind", event.currentTarget.value)}>
              {KINDS.map(([kind, said]) => (
                <option key={kind} value={kind}>
                  {said}
                </option>
              ))}
            </select>
          </label>
          {field("id", "Name in the file", { spellcheck: false })}
        </>
      )}
      <label class="evidence-field">
        Its text, pasted
        <textarea class="field" rows={8} value={form.text} disabled={file !== null} onInput={(event) => set("text", event.currentTarget.value)} dir="auto" />
      </label>
      <label class="evidence-field">
        or a file: plain text, Markdown, HTML or PDF, up to 20 MB
        <input type="file" accept={ENDINGS.join(",")} onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)} />
      </label>
      <p class="hint">The text stays on this machine. It is saved into the folder “sources” of the case together with your other changes.</p>
      {wrong && <p class="warn strong" role="alert">{wrong}</p>}
      <p class="evidence-row">
        <button class="btn">{known ? "Add the text" : "Add the source"}</button>
        <button type="button" class="btn ghost" onClick={() => void (adding.value = null)}>
          Put back
        </button>
      </p>
    </form>
  );
}

function wrongWith(form: Form, file: File | null, known: string | null): string {
  const taken = sources.value?.sources.some((one) => one.id === form.id) ?? false;
  if (!known && !form.title.trim()) return "A source needs a title.";
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/.test(form.id)) return "The name in the file is made of letters, digits, . _ and -, and begins with a letter or a digit.";
  if (!known && taken) return `There is a source called ${form.id} already: choose another name in the file.`;
  if (!known && form.date && !dateOf(form.date)) return "Write the date as 2025-09-08, 2025-09 or 2025.";
  if (!known && form.url && !/^https?:\/\//.test(form.url)) return "An address on the web begins with https:// or http://.";
  if (file && !ENDINGS.includes(endingOf(file.name))) return `${file.name} is none of the kinds that can be read: plain text, Markdown, HTML or PDF.`;
  if (file && file.size > LARGEST) return `${file.name} has more than 20 MB: keep the part that is quoted.`;
  if (known && !file && !form.text.trim()) return "Paste the text, or choose a file.";
  return "";
}

const endingOf = (name: string) => name.slice(name.lastIndexOf(".")).toLowerCase();

/** A name for the file from a title and a year: its first words in plain letters. */
function idOf(title: string, date: string): string {
  const plain = title.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase().match(/[a-z0-9]+/g) ?? [];
  const year = /^\d{4}/.exec(date)?.[0];
  const words = plain.filter((word) => !["the", "a", "an", "of", "on", "and", "in", "to"].includes(word)).slice(0, 5);
  const base = [...words, ...(year && !words.includes(year) ? [year] : [])].join("-").slice(0, 60) || "source";
  const taken = new Set(sources.value?.sources.map((one) => one.id));
  return taken.has(base) ? [2, 3, 4, 5, 6, 7, 8, 9].map((n) => `${base}-${n}`).find((one) => !taken.has(one))! : base;
}

function dateOf(text: string): number[] | null {
  const found = /^(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?$/.exec(text.trim());
  return found ? found.slice(1).filter(Boolean).map(Number) : null;
}

/** The entry of the list of sources, in CSL-JSON. */
function entryOf(form: Form): { [key: string]: Plain } {
  const date = dateOf(form.date);
  return {
    type: form.kind,
    title: form.title.trim(),
    ...(form.author.trim() ? { author: [{ literal: form.author.trim() }] } : {}),
    ...(date ? { issued: { "date-parts": [date] } } : {}),
    ...(form.url.trim() ? { URL: form.url.trim() } : {}),
  };
}

