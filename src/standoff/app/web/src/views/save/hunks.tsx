// Lines that are otherwise, as people read them: where they stand, the old ones with a minus, the new ones with a plus.
import type { FileHunks } from "./documents";

export function Hunks({ files }: { files: readonly FileHunks[] }) {
  return (
    <div class="save-diff" role="region" aria-label="Lines that differ" tabIndex={0}>
      {files.flatMap(({ file, hunks }) =>
        hunks.map((one) => (
          <section key={`${file}:${one.line}:${one.where}`}>
            <p class="save-where" dir="auto">
              {[file, one.where, `${one.old.length ? "" : "new "}${one.new.length ? "line" : "after line"} ${one.line}`].filter(Boolean).join(", ")}
            </p>
            <Lines sign="−" said="was" lines={one.old} />
            <Lines sign="+" said="is now" lines={one.new} />
          </section>
        )),
      )}
    </div>
  );
}

/** Lines with a sign before each; a screen reader hears once what they are. */
export function Lines({ sign, said, lines }: { sign: "−" | "+" | " "; said: string; lines: readonly string[] }) {
  if (!lines.length) return null;
  const Tag = sign === "−" ? "del" : sign === "+" ? "ins" : "span";
  return (
    <Tag class="save-lines" dir="ltr">
      <span class="heard">{said}: </span>
      {lines.map((line, n) => (
        <code key={n}>
          <b aria-hidden="true">{sign}</b> {line}
        </code>
      ))}
    </Tag>
  );
}
