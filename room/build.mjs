// Builds the room into dist/: one page, and files with their content's hash in their names.
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
const MAIN_MOST = 90_000;
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

const outputs = Object.entries({ ...metafile.outputs, ...worker.metafile.outputs });
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
for (const [from, to] of licences) copyFileSync(here + from, dist + to);
// Whole at every moment: the page comes last and in one step, and only then what it no longer needs goes.
// So a server that is compiled meanwhile finds a room.
writeFileSync(`${dist}index.html.new`, page);
renameSync(`${dist}index.html.new`, `${dist}index.html`);
const kept = new Set([
  ...outputs.map(([path]) => path.replace(/^dist\//, "")),
  ...licences.map(([, to]) => to),
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
