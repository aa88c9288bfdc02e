// Writing a view: of the changes on the desk that are not saved, or of what the other side says of one difference.
import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { attempt, desk } from "../../desk";
import { say } from "../../live";
import { by, setBy } from "../../parts/who";
import { post } from "../../server";
import type { CaseDocument, Plain } from "../../types";

/** What is being written: values by path, or (null) what is not saved; nothing where no view is made. */
const making = signal<{ sees: { [path: string]: Plain } | null; what: string } | null>(null);

export const viewOf = (sees: { [path: string]: Plain } | null, what: string) => void (making.value = { sees, what });

/** Names of views are those of files: small letters, digits, `-` and `_`. */
const fileName = (text: string) => text.toLowerCase().replace(/[^a-z0-9_-]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60);

/** The form, open while something is made; written says which view there is now. */
export function ViewForm({ written }: { written: (name: string) => void }) {
  const first = useRef<HTMLInputElement>(null);
  const made = making.value;
  useEffect(() => first.current?.focus(), [made]);
  if (made === null) return null;
  const write = async (form: HTMLFormElement) => {
    const data = new FormData(form);
    const name = fileName(String(data.get("name")));
    const who = String(data.get("by")).trim();
    const title = String(data.get("title")).trim();
    const done = await attempt(async () => {
      const [path, what] = made.sees ? ["/api/view", { sees: made.sees }] : ["/api/save", { as: "view", sha256: desk.value!.sha256 }];
      desk.value = await post<CaseDocument>(path, { ...what, name, by: who, title });
    });
    if (!done) return;
    making.value = null;
    say(`Written: views/${name}.yaml`);
    written(`view:${name}`);
  };
  return (
    <form class="compare-view" onSubmit={(event) => (event.preventDefault(), void write(event.currentTarget))} onKeyDown={(event) => event.key === "Escape" && (making.value = null)}>
      <h3>A view of {made.what}</h3>
      <label>
        Its name <input ref={first} class="field" name="name" required maxLength={60} placeholder="analyst-b" autocomplete="off" />
      </label>
      <label>
        Whose it is <input class="field" name="by" required maxLength={200} value={by.value} onInput={(event) => setBy(event.currentTarget.value)} autocomplete="off" />
      </label>
      <label>
        Title <input class="field" name="title" maxLength={200} autocomplete="off" />
      </label>
      <button class="btn">Write it</button>
      <button type="button" class="btn ghost" onClick={() => void (making.value = null)}>
        Leave it
      </button>
      <p class="hint">It becomes a file in views/ beside case.yaml, which stays as it is.</p>
    </form>
  );
}
