// Builds the pages of the app: what is in src/ becomes app.js and app.css in ../pages, which travel in the wheel.
//
// `node build.mjs` writes them; `node build.mjs --check` says whether those that are there are what src/ gives.
import { build } from "esbuild";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const LARGEST = 150_000; // bytes of all that a browser is sent, before any compression
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const made = await build({
  absWorkingDir: here("."),
  entryPoints: { app: "src/main.tsx" },
  outdir: here("../pages"),
  bundle: true,
  minify: true,
  write: false,
  format: "esm",
  target: ["es2022"],
  jsx: "automatic",
  jsxImportSource: "preact",
  charset: "utf8",
  legalComments: "eof",
  logLevel: "warning",
});

const files = made.outputFiles.map(({ path, text }) => [path, text]);
const page = here("../pages/index.html");
files.push([page, await readFile(here("src/index.html"), "utf8")]);
const size = files.reduce((sum, [, text]) => sum + Buffer.byteLength(text), 0);
if (size > LARGEST) {
  console.error(`the pages have ${size} bytes, and ${LARGEST} at most are allowed`);
  process.exit(1);
}
for (const [path, text] of files) {
  if (!process.argv.includes("--check")) await writeFile(path, text);
  else if ((await readFile(path, "utf8").catch(() => "")) !== text) {
    console.error(`${path} is not what src/ gives; run \`make web\` and commit what it writes`);
    process.exit(1);
  }
}
console.log(`The pages of the app: ${Math.round(size / 1000)} kB of ${LARGEST / 1000} kB at most.`);
