// Builds the room into dist/: one page, and files with their content's hash in their names.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = new URL(".", import.meta.url).pathname;
const dist = `${here}dist/`;
const ENTRY = "ui/main.tsx";
const MAIN_MOST = 90_000;

rmSync(dist, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: { room: ENTRY },
  outdir: "dist",
  entryNames: "assets/[name]-[hash]",
  chunkNames: "assets/[name]-[hash]",
  assetNames: "assets/[name]-[hash]",
  publicPath: "/",
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  platform: "browser",
  jsx: "automatic",
  jsxImportSource: "preact",
  minify: true,
  legalComments: "none",
  loader: { ".woff2": "file", ".txt": "file" },
  metafile: true,
});

const outputs = Object.entries(metafile.outputs);
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
writeFileSync(`${dist}index.html`, page);

const gz = (path) => gzipSync(readFileSync(here + path), { level: 9 }).length;
const kb = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(10);
for (const [path] of outputs.sort(([a], [b]) => a.localeCompare(b))) {
  const whole = readFileSync(here + path).length;
  console.log(
    `${first.has(path) ? "*" : " "} ${basename(path).padEnd(56)}${kb(whole)}${kb(gz(path))} gz`,
  );
}
const needed = [...first, main.cssBundle].reduce((sum, path) => sum + gz(path), 0);
console.log(`  what every page needs (*, and the style): ${(needed / 1000).toFixed(1)} kB gz`);
if (needed > MAIN_MOST) {
  console.error(`That is more than ${MAIN_MOST / 1000} kB.`);
  process.exitCode = 1;
}
