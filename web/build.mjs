// Bundles the pages into the folder that is named: hashed file names, each file gzipped once, here.
// node build.mjs FOLDER
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';

const ADDRESS = '/assets/graphiql';
const ENTRY = 'src/page.jsx';
const WORKERS = {
  editor: 'monaco-editor/esm/vs/editor/editor.worker.js',
  graphql: 'monaco-graphql/esm/graphql.worker.js',
  json: 'monaco-editor/esm/vs/language/json/json.worker.js',
};
const COMMON = {
  bundle: true,
  minify: true,
  metafile: true,
  write: false,
  legalComments: 'none', // the licenses are gathered in one file
  target: 'es2022',
  outdir: 'built',
  entryNames: '[name]-[hash]',
  chunkNames: 'part-[hash]',
  assetNames: '[name]-[hash]',
  loader: { '.ttf': 'file' },
  define: { 'process.env.NODE_ENV': '"production"' },
  logLevel: 'warning',
};

const workers = await build({ ...COMMON, entryPoints: WORKERS, format: 'iife' });
const page = await build({
  ...COMMON,
  entryPoints: { page: ENTRY },
  format: 'esm',
  splitting: true,
  jsx: 'automatic',
  publicPath: ADDRESS,
  define: {
    ...COMMON.define,
    SAMPLES: JSON.stringify(await samples('samples')),
    WORKERS: JSON.stringify(addresses(workers)),
  },
});
await write(process.argv[2]);

// The file of each entry point, by its name.
function addresses({ metafile }) {
  const entries = Object.entries(metafile.outputs).filter(([, output]) => output.entryPoint);
  return Object.fromEntries(
    entries.map(([path]) => [basename(path).split('-')[0], `${ADDRESS}/${basename(path)}`]),
  );
}

// Operations in the order of their names, with what stands beside them: variables and headers.
async function samples(folder) {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.graphql')).sort();
  const beside = async (name, kind) => {
    const path = join(folder, name.replace('.graphql', `.${kind}.json`));
    return (await readFile(path, 'utf8').catch(() => '')).trim();
  };
  return Promise.all(
    names.map(async (name) => ({
      query: await readFile(join(folder, name), 'utf8'),
      variables: await beside(name, 'variables'),
      headers: await beside(name, 'headers'),
    })),
  );
}

async function write(folder) {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const file of [...workers.outputFiles, ...page.outputFiles]) {
    await compressed(join(folder, basename(file.path)), file.contents);
  }
  const told = await licenses();
  const licenseFile = `licenses-${hash(told)}.txt`;
  await compressed(join(folder, licenseFile), told);
  const outputs = Object.entries(page.metafile.outputs);
  const [script, { cssBundle }] = outputs.find(([, one]) => one.entryPoint === ENTRY);
  const html = (await readFile('src/page.html', 'utf8'))
    .replace('{script}', `${ADDRESS}/${basename(script)}`)
    .replace('{style}', `${ADDRESS}/${basename(cssBundle)}`)
    .replace('{licenses}', `${ADDRESS}/${licenseFile}`);
  await writeFile(join(folder, 'page.html'), html);
}

function hash(text) {
  return createHash('sha256').update(text).digest('hex').slice(0, 8).toUpperCase();
}

async function compressed(path, content) {
  await writeFile(`${path}.gz`, gzipSync(content, { level: 9 }));
}

// What the authors of the packages inside ask to be told with them.
async function licenses() {
  const inputs = [workers, page].flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const found = inputs.map((path) => path.match(/.*node_modules\/(@[^/]+\/)?[^/]+/)?.[0]);
  const texts = [...new Set(found.filter(Boolean))].sort().map(async (folder) => {
    const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json')));
    const file = (await readdir(folder)).find((one) => /^licen[cs]e/i.test(one));
    const text = file ? await readFile(join(folder, file), 'utf8') : '';
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
}
