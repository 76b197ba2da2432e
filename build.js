/**
 * Builds `dist`: the command line as one classic script behind a small launcher, the library entries as ES modules
 * with shared chunks, and their types.
 *
 * A classic script, because only such a one can be compiled from V8's code cache on Node 20; and the launcher is one
 * as well, because a start without ES modules spares their loader. The cache is made here, after one statement has
 * run, so that what a statement needs is in it. Another Node version refuses it and compiles as usual.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const LAUNCHER = `#!/usr/bin/env node
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const filename = join(__dirname, 'cli.cjs');
const cache = join(__dirname, 'cli.cache');
const script = new Script(readFileSync(filename, 'latin1'), {
  filename,
  cachedData: existsSync(cache) ? readFileSync(cache) : undefined,
});
if (process.env.SEALION_BUILD_CACHE === '1') {
  process.on('exit', () => writeFileSync(cache, script.createCachedData()));
}
script.runInThisContext()(require, module, filename, __dirname, (name) => import(name));
`;

/** Everything is made here first: whoever runs `dist` meanwhile keeps a whole one, and so does who built in vain. */
const BESIDE = join('node_modules', '.sealion-build');

/** What both builds share. Native packages stay outside, and what few will ever need. */
const COMMON = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  conditions: ['source'],
  external: ['better-sqlite3', '@node-rs/crc32', '@peculiar/x509', 'jiti', 'reflect-metadata'],
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
};

async function buildCli() {
  await build({
    ...COMMON,
    entryPoints: ['src/cli.ts'],
    outfile: join(BESIDE, 'cli.cjs'),
    format: 'cjs',
    minifySyntax: true,
    minifyWhitespace: true,
    lineLimit: 160,
    define: { 'import.meta.url': 'moduleUrl' },
    banner: {
      js:
        "(function (require, module, __filename, __dirname, importModule) {'use strict';" +
        "const moduleUrl = require('node:url').pathToFileURL(__filename).href;",
    },
    footer: { js: '})' },
  });
  // A script that comes from the code cache has lost the right to import(); the launcher does it instead.
  const script = readFileSync(join(BESIDE, 'cli.cjs'), 'utf8').replaceAll(/(?<![.\w])import\(/g, 'importModule(');
  // The launcher reads bytes as characters, which is the quickest way to a string, and right for ASCII only.
  if (Buffer.byteLength(script) !== script.length) throw new Error('cli.cjs is not plain ASCII');
  writeFileSync(join(BESIDE, 'cli.cjs'), script);
  writeFileSync(join(BESIDE, 'cli.js'), LAUNCHER, { mode: 0o755 });
  writeFileSync(join(BESIDE, 'package.json'), '{ "type": "commonjs" }\n');
  makeCache();
}

function makeCache() {
  const directory = mkdtempSync(join(tmpdir(), 'sealion-build-'));
  const args = [join(BESIDE, 'cli.js'), '--no-defaults', `--datadir=${join(directory, 'data')}`, '-e', 'SELECT 1'];
  const env = { ...process.env, SEALION_BUILD_CACHE: '1' };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  rmSync(directory, { recursive: true });
  if (status !== 0) throw new Error(`The built command line fails:\n${stdout}${stderr}`);
}

/** What threads run, of the command line and of the library. */
async function buildPageThread() {
  await build({
    ...COMMON,
    entryPoints: ['src/server/page-thread.ts'],
    outfile: join(BESIDE, 'page-thread.cjs'),
    format: 'cjs',
  });
}

async function buildLibrary(names) {
  await build({
    ...COMMON,
    entryPoints: names.map((name) => `src/${name}.ts`),
    outdir: BESIDE,
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
  });
}

function emitTypes() {
  const compiler = join('node_modules', 'typescript', 'bin', 'tsc');
  return spawnSync(process.execPath, [compiler, '-p', 'tsconfig.build.json'], { stdio: 'inherit' }).status ?? 1;
}

const entries = ['cli', 'index', 'plugin', 'test'].filter((name) => existsSync(`src/${name}.ts`));
const library = entries.filter((name) => name !== 'cli');
rmSync(BESIDE, { recursive: true, force: true });
mkdirSync(BESIDE, { recursive: true });
if (library.length > 0) await buildLibrary(library);
await buildPageThread();
if (entries.includes('cli')) await buildCli();
rmSync('dist', { recursive: true, force: true });
renameSync(BESIDE, 'dist');
process.exitCode = entries.length > 0 ? emitTypes() : 0;
