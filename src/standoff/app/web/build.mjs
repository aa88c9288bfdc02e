// Builds the pages of the app: what is in src/ becomes scripts and one style sheet in ../pages, which travel in the wheel.
//
// `node build.mjs` writes them; `node build.mjs --check` says whether those that are there are what src/ gives.
// app.js shows the frame; each view is a file of its own, fetched when it is first looked at.
import { build } from "esbuild";
import { readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const LARGEST = 150_000; // bytes that a browser needs for the frame and the largest view, before any compression
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const pages = here("../pages");
const sources = readdirSync(here("src"), { recursive: true }).map((path) => `src/${path.replaceAll("\\", "/")}`).sort();
const views = sources.filter((path) => /^src\/views\/\w+\/index\.tsx$/.test(path));
const named = (path) => path.split("/").at(-2);

const both = { absWorkingDir: here("."), bundle: true, minify: true, write: false, outdir: pages, target: ["es2022"], charset: "utf8", logLevel: "warning" };
const scripts = await build({
  ...both,
  entryPoints: [{ in: "src/main.tsx", out: "app" }, ...views.map((path) => ({ in: path, out: named(path) }))],
  format: "esm",
  splitting: true,
  chunkNames: "shared-[hash]",
  metafile: true,
  loader: { ".css": "empty" },
  jsx: "transform",
  jsxFactory: "h",
  jsxFragment: "Fragment",
  inject: ["src/jsx.ts"],
  tsconfigRaw: { compilerOptions: { target: "ES2022", verbatimModuleSyntax: true } },
});
const sheets = sources.filter((path) => path.endsWith(".css") && path !== "src/style.css");
const style = await build({
  ...both,
  stdin: { contents: ["src/style.css", ...sheets].map((path) => `@import "./${path}";`).join("\n"), loader: "css", resolveDir: here("."), sourcefile: "app.css" },
});

const files = new Map(scripts.outputFiles.map(({ path, text }) => [basename(path), text]));
files.set("app.css", style.outputFiles[0].text);
files.set("index.html", readFileSync(here("src/index.html"), "utf8"));

/** Bytes of the page with one view: its file and all that it imports, the frame, the style sheet and the page itself. */
function needed(view) {
  const names = new Set(["index.html", "app.css"]);
  const add = (name) => {
    if (names.has(name)) return;
    names.add(name);
    const output = Object.entries(scripts.metafile.outputs).find(([path]) => basename(path) === name)[1];
    for (const one of output.imports) if (one.kind === "import-statement") add(basename(one.path));
  };
  add("app.js");
  add(`${view}.js`);
  return [...names].reduce((sum, name) => sum + Buffer.byteLength(files.get(name)), 0);
}
const sizes = views.map((path) => [needed(named(path)), named(path)]).sort((a, b) => b[0] - a[0]);
const [size, view] = sizes[0];
if (size > LARGEST) {
  console.error(`the page with the view ${view} has ${size} bytes, and ${LARGEST} at most are allowed`);
  process.exit(1);
}

const there = readdirSync(pages).filter((name) => /\.(js|css|html)$/.test(name));
if (process.argv.includes("--check")) {
  const read = (name) => readFileSync(join(pages, name), "utf8");
  const wrong = there.find((name) => !files.has(name)) ?? [...files.keys()].find((name) => !there.includes(name) || read(name) !== files.get(name));
  if (wrong) {
    console.error(`${join(pages, wrong)} is not what src/ gives; run \`make web\` and commit what it writes`);
    process.exit(1);
  }
} else {
  for (const [name, text] of files) writeFileSync(join(pages, name), text);
  for (const name of there) if (!files.has(name)) rmSync(join(pages, name));
}
const all = [...files.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
const kilobytes = (bytes) => `${Math.round(bytes / 1000)} kB`;
console.log(`The pages of the app: ${kilobytes(needed("answer"))} to open, ${kilobytes(size)} with the largest view (${view}), ${kilobytes(all)} in all.`);
