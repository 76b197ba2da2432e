/**
 * Imports a plugin author's module from any directory, and lets it say `sealion/plugin` there.
 *
 * That name must lead to the running program, not to another copy of it on the disk: a hook answers it with a
 * module that hands on what this program left in a global place.
 */
import { register } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as api from './api.js';

const SPECIFIER = 'sealion/plugin';
const INSTANCE = 'sealion-start';
const asModule = (source: string) => `data:text/javascript,${encodeURIComponent(source)}`;

const SHARED = `globalThis[Symbol.for(${JSON.stringify(SPECIFIER)})]`;
const API_URL = asModule(`export const { ${Object.keys(api).join(', ')} } = ${SHARED};`);

/** Files that a plugin imports beside itself are as fresh as the plugin. */
const HOOK_URL = asModule(`
export async function resolve(specifier, context, next) {
  if (specifier === ${JSON.stringify(SPECIFIER)}) {
    return { url: ${JSON.stringify(API_URL)}, format: 'module', shortCircuit: true };
  }
  const resolved = await next(specifier, context);
  const start = context.parentURL?.startsWith('file:') && new URL(context.parentURL).searchParams.get('${INSTANCE}');
  if (!start || !resolved.url.startsWith('file:') || resolved.url.includes('/node_modules/')) return resolved;
  const url = new URL(resolved.url);
  url.searchParams.set('${INSTANCE}', start);
  return { ...resolved, url: url.href };
}`);

/** An `import()` that nobody has rewritten into their own: no test runner, and not the build, which looks for `import(`. */
const IMPORTER_URL = asModule('export const load = (url) => import (url);');

let prepared: Promise<(url: string) => Promise<unknown>> | undefined;

async function prepare(): Promise<(url: string) => Promise<unknown>> {
  Object.assign(globalThis, { [Symbol.for(SPECIFIER)]: api });
  register(HOOK_URL);
  const importer: { load(url: string): Promise<unknown> } = await import(/* @vite-ignore */ IMPORTER_URL);
  return importer.load;
}

// Modules live as long as the process, whose servers each want their own: a name that none has used before.
let starts = 0;

/** A name under which one start of a server has its own instance of each module. */
export const newInstance = (): string => String(++starts);

/** `require` knows nothing of the hook, so a file that asks it for the API is loaded by what loads TypeScript. */
const REQUIRES_API = /\brequire\(\s*['"]sealion\/plugin['"]\s*\)/;

/** The default export of a JavaScript or TypeScript module; of CommonJS, its `module.exports`. */
export async function importDefault(file: string, source: string, instance: string): Promise<unknown> {
  const path = resolve(file);
  if (path.endsWith('.ts')) return defaultOf(await (await transpiler(path)).import(path));
  if (REQUIRES_API.test(source)) return (await transpiler(path)).import(path, { default: true });
  prepared ??= prepare();
  const load = await prepared;
  return defaultOf(await load(`${pathToFileURL(path).href}?${INSTANCE}=${instance}`));
}

async function transpiler(path: string) {
  const { createJiti } = await import('jiti');
  return createJiti(path, { fsCache: false, moduleCache: false, virtualModules: { [SPECIFIER]: api } });
}

const defaultOf = (module: unknown): unknown =>
  typeof module === 'object' && module !== null && 'default' in module ? module.default : undefined;
