// Builds the room into dist/: one page, the small one that opens a page for them, and files with their content's hash
// in their names.
import {
  copyFileSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = new URL(".", import.meta.url).pathname;
const dist = `${here}dist/`;
const ENTRY = "ui/main.tsx";
const MAIN_MOST = 110_000;
const READER_MOST = 60_000;
const COMMONS_MOST = 12_000;
/** The typefaces' licence goes where they go. */
const licences = ["literata", "atkinson-hyperlegible-next"].map((font) => [
  `node_modules/@fontsource/${font}/LICENSE`,
  `assets/${font}-OFL.txt`,
]);

/** What both builds share. */
const common = {
  absWorkingDir: here,
  outdir: "dist",
  entryNames: "assets/[name]-[hash]",
  bundle: true,
  target: "es2022",
  platform: "browser",
  minify: true,
  legalComments: "none",
  metafile: true,
  // Names have hashes of paths in them: wherever the packages really lie, they must come out the same.
  preserveSymlinks: true,
};
const worker = await build({
  ...common,
  entryPoints: { stretch: "ui/core/stretch-worker.ts" },
  format: "iife",
});
const [workerPath] = Object.keys(worker.metafile.outputs);
/** The reader has Argon2id in the worker only, which it fetches when there is a passcode. */
const lighterStretch = {
  name: "lighter-stretch",
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/stretch\.ts$/ }, () => ({ path: `${here}reader/stretch.ts` })),
};
/** What opens a page for them: one script for old phones, and a sheet. */
const reader = await build({
  ...common,
  entryPoints: { for: "reader/for.ts", "for-sheet": "reader/for.css" },
  format: "iife",
  target: "es2019",
  // Numbers of any length cannot be rewritten; phones have had them since 2020.
  supported: { bigint: true },
  plugins: [lighterStretch],
  define: { STRETCH_WORKER: JSON.stringify(workerPath.replace(/^dist/, "")) },
});
/** What the pages of the commons can have beside what they are without script. Names and hashes are given there. */
const commons = await build({
  ...common,
  entryPoints: {
    answer: "commons/answer.ts",
    leave: "commons/leave.ts",
    numbers: "commons/numbers.ts",
  },
  outdir: "dist-commons",
  entryNames: "[name]",
  format: "iife",
  target: "es2020",
});
const { metafile } = await build({
  ...common,
  entryPoints: { room: ENTRY },
  chunkNames: "assets/[name]-[hash]",
  assetNames: "assets/[name]-[hash]",
  publicPath: "/",
  splitting: true,
  format: "esm",
  jsx: "automatic",
  jsxImportSource: "preact",
  loader: { ".woff2": "file", ".txt": "file" },
  define: { STRETCH_WORKER: JSON.stringify(workerPath.replace(/^dist/, "")) },
});

const outputs = Object.entries({
  ...metafile.outputs,
  ...worker.metafile.outputs,
  ...reader.metafile.outputs,
});
const readerPaths = Object.keys(reader.metafile.outputs);
const [script, main] = outputs.find(([, one]) => one.entryPoint === ENTRY);
const preload = outputs
  .map(([path]) => path)
  .filter((path) => /(next-latin-400|literata-latin-400)[^/]*\.woff2$/.test(path));
const href = (path) => path.replace(/^dist/, "");

/** Everything that is fetched before the first page shows. */
const first = new Set();
const follow = (path) => {
  if (first.has(path)) return;
  first.add(path);
  for (const one of metafile.outputs[path].imports)
    if (one.kind === "import-statement") follow(one.path);
};
follow(script);
const modules = [...first].filter((path) => path !== script);

const tags = [
  ...preload.map(
    (p) => `<link rel="preload" href="${href(p)}" as="font" type="font/woff2" crossorigin />`,
  ),
  ...modules.map((p) => `<link rel="modulepreload" href="${href(p)}" />`),
  `<link rel="stylesheet" href="${href(main.cssBundle)}" />`,
  `<script type="module" src="${href(script)}"></script>`,
];
const page = readFileSync(`${here}index.html`, "utf8").replace(
  "<!-- assets -->",
  tags.join("\n    "),
);
const readerTags = readerPaths.map((p) =>
  p.endsWith(".css")
    ? `<link rel="stylesheet" href="${href(p)}" />`
    : `<script defer src="${href(p)}"></script>`,
);
const readerPage = readFileSync(`${here}reader/for.html`, "utf8").replace(
  "<!-- assets -->",
  readerTags.join("\n    "),
);
for (const [from, to] of licences) copyFileSync(here + from, dist + to);
// Whole at every moment: the pages come last and each in one step, and only then what they no longer need goes.
// So a server that is compiled meanwhile finds a room.
for (const [name, text] of [
  ["for.html", readerPage],
  ["index.html", page],
]) {
  writeFileSync(`${dist}${name}.new`, text);
  renameSync(`${dist}${name}.new`, dist + name);
}
const kept = new Set([
  ...outputs.map(([path]) => path.replace(/^dist\//, "")),
  ...licences.map(([, to]) => to),
  "for.html",
  "index.html",
]);
for (const one of readdirSync(dist, { recursive: true, withFileTypes: true })) {
  const path = join(one.parentPath, one.name);
  if (one.isFile() && !kept.has(relative(dist, path))) rmSync(path);
}

const gz = (path) => gzipSync(readFileSync(here + path), { level: 9 }).length;
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(10);
for (const [path] of outputs.sort(([a], [b]) => a.localeCompare(b))) {
  const whole = readFileSync(here + path).length;
  console.log(
    `${first.has(path) ? "*" : " "} ${basename(path).padEnd(56)}${kb(whole)}${kb(gz(path))} gz`,
  );
}
const needed = [...first].reduce((sum, path) => sum + gz(path), 0);
console.log(`  the script that every page needs (*): ${(needed / 1000).toFixed(1)} kB gz`);
if (needed > MAIN_MOST) {
  console.error(`That is more than ${MAIN_MOST / 1000} kB.`);
  process.exitCode = 1;
}
const read = readerPaths.reduce((sum, path) => sum + gz(path), 0);
console.log(`  what a page for them needs: ${(read / 1000).toFixed(1)} kB gz`);
const aside = Object.keys(commons.metafile.outputs).reduce((sum, path) => sum + gz(path), 0);
console.log(`  what pages of the commons can have beside: ${(aside / 1000).toFixed(1)} kB gz`);
if (aside > COMMONS_MOST) {
  console.error(`That is more than ${COMMONS_MOST / 1000} kB.`);
  process.exitCode = 1;
}
if (read > READER_MOST) {
  console.error(`That is more than ${READER_MOST / 1000} kB.`);
  process.exitCode = 1;
}
