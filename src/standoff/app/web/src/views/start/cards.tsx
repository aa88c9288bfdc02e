// Cards of the view Start: a thing that can be opened, one that is added by its name, and how one is taken out.
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { place, to } from "../../address";
import { edit } from "../../desk";
import { say } from "../../live";
import type { Plain } from "../../types";
import { type Kind, type Removal, SECTIONS, added, removalOf } from "./edits";

/** The card that was opened last, as "steps fuel"; `entered` where the cursor is to go there, `fresh` into its fields. */
export const opened = signal("");
const entered = signal({ card: "", fresh: false });

const cardOf = (kind: Kind, key: string) => `${SECTIONS[kind]} ${key}`;

/** Opens the card that the address names. */
export function openTheNamed(): void {
  const [, section, key] = place.value;
  if (section && !key) document.getElementById(`start-${section}`)?.focus();
  if (!section || !key) return;
  opened.value = `${section} ${key}`;
  entered.value = { card: opened.value, fresh: false };
}

export function Card(card: { kind: Kind; id: string; name: string; about: string; bad: boolean; children: ComponentChildren }) {
  const mine = cardOf(card.kind, card.id);
  const box = useRef<HTMLDetailsElement>(null);
  const open = opened.value === mine;
  useEffect(() => {
    if (entered.value.card !== mine || !box.current) return;
    const { fresh } = entered.value;
    entered.value = { card: "", fresh };
    box.current.open = true;
    const first = fresh ? box.current.querySelector<HTMLElement>(".start-first input") : null;
    (first ?? box.current.querySelector("summary"))?.focus({ preventScroll: true });
    box.current.scrollIntoView({ block: fresh ? "nearest" : "start" });
  }, [entered.value]);
  return (
    <details class={card.bad ? "start-card start-bad" : "start-card"} open={open} ref={box} id={`${SECTIONS[card.kind]}-${card.id}`}>
      <summary>
        <b dir="auto">{card.name}</b> <span dir="auto">{card.about}</span>
        {card.bad && <em>needs a look</em>}
      </summary>
      <div class="start-body">{card.children}</div>
    </details>
  );
}

/** A field and a button that make something new of a name; the cursor goes into its card. */
export function Adder(adder: { kind: Kind; label: string; button: string; example: string; value: (name: string) => Plain; children?: ComponentChildren }) {
  const id = useId();
  const [name, setName] = useState("");
  const input = useRef<HTMLInputElement>(null);
  const take = async (event: Event) => {
    event.preventDefault();
    if (!name.trim()) return input.current?.focus();
    const key = await added(adder.kind, name, adder.value);
    if (key === null) return input.current?.focus();
    setName("");
    opened.value = cardOf(adder.kind, key);
    entered.value = { card: opened.value, fresh: true };
  };
  return (
    <form class="start-adder" onSubmit={(event) => void take(event)}>
      <label for={id}>{adder.label}</label>
      <input id={id} class="field" ref={input} value={name} maxLength={200} dir="auto" autocomplete="off" placeholder={adder.example} onInput={(event) => setName(event.currentTarget.value)} />
      {adder.children}
      <button class="btn ghost">{adder.button}</button>
    </form>
  );
}

/** Takes something out: at once where nothing uses it, else only after what goes with it was shown. */
export function Remove({ kind, id, name }: { kind: Kind; id: string; name: string }) {
  const [asked, setAsked] = useState<Removal | null>(null);
  const sure = useRef<HTMLButtonElement>(null);
  useEffect(() => sure.current?.focus(), [asked]);
  const done = (removal: Removal) => {
    setAsked(null);
    document.getElementById(`start-${SECTIONS[kind]}`)?.focus();
    void edit(removal.edits, `Taken out: ${name}`);
  };
  const ask = async () => {
    const removal = await removalOf(kind, id);
    if (removal === null) return;
    if (removal.uses.length === 0) return done(removal);
    setAsked(removal);
    say(`${name} is used in ${removal.uses.length} places`);
  };
  if (asked === null)
    return (
      <button type="button" class="btn ghost start-remove" onClick={() => void ask()}>
        Remove <span dir="auto">{name}</span>
      </button>
    );
  return (
    <div class="warn start-uses">
      <p>
        <b>
          <span dir="auto">{name}</span> is used elsewhere.
        </b>{" "}
        With it would go:
      </p>
      <ul>
        {asked.uses.map(({ says, path }) => (
          <li key={path.join(".")} dir="auto">
            {says}
          </li>
        ))}
      </ul>
      <button type="button" class="btn" ref={sure} onClick={() => done(asked)}>
        Remove all of it
      </button>{" "}
      <button type="button" class="btn ghost" onClick={() => setAsked(null)}>
        Leave it
      </button>
    </div>
  );
}

/** A part of the view under a heading that can be gone to. */
export function Part({ name, title, about, children }: { name: string; title: string; about: string; children: ComponentChildren }) {
  return (
    <section class="start-part" aria-labelledby={`start-${name}`}>
      <h2 id={`start-${name}`} tabIndex={-1}>
        {title}
      </h2>
      <p class="hint">{about}</p>
      {children}
    </section>
  );
}

/** A link to where something is seen at work. */
export function Seen({ at, children }: { at: string[]; children: ComponentChildren }) {
  return <a href={to(...at)}>{children}</a>;
}
