/** Is what a module exports a library? The compiler says so for TypeScript; anybody else learns it here. */
import { LICENSES, MATURITIES, type Plugin, type ServerIdentity } from './define.js';
import { isPluginType } from './plugin-types.js';

/** The plugins of a library, or what is wrong with its default export. */
export function pluginsOf(exported: unknown, server: ServerIdentity): readonly Plugin[] | { readonly problem: string } {
  const declared: unknown = typeof exported === 'function' ? exported(server) : exported;
  const list: readonly unknown[] = Array.isArray(declared) ? declared : [declared];
  if (list.length === 0) return { problem: 'no plugin is exported' };
  for (const plugin of list) {
    const problem = problemOf(plugin);
    if (problem !== undefined) return { problem };
  }
  return list.filter(isPlugin).map(asItIsNow);
}

/** A copy that no getter can change behind the server's back. */
const asItIsNow = (plugin: Plugin): Plugin => {
  const { vars = {}, ...fields } = Object.fromEntries(
    Object.keys(FIELDS).flatMap((field) => {
      const value: unknown = Reflect.get(plugin, field);
      return value === undefined ? [] : [[field, value]];
    }),
  );
  return { ...fields, vars, init: (host) => plugin.init(host) } as Plugin;
};

const isPlugin = (candidate: unknown): candidate is Plugin => problemOf(candidate) === undefined;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isText = (value: unknown) => typeof value === 'string';

const isVersion = (value: unknown) => typeof value === 'string' && /^\d+\.\d+$/.test(value);

/** What each field must be; a plugin is asked in this order. */
const FIELDS: Readonly<Record<string, readonly [check: (value: unknown) => boolean, expected: string]>> = {
  name: [
    (value) => typeof value === 'string' && /^\w{1,64}$/.test(value),
    'a name of at most 64 letters, digits and _',
  ],
  type: [isPluginType, 'a plugin type, as in PLUGIN_TYPE'],
  version: [isVersion, "like '1.0'"],
  versionString: [(value) => value === undefined || isText(value), 'text'],
  apiVersion: [(value) => value === undefined || isVersion(value), "like '1.0'"],
  maturity: [(value) => MATURITIES.some((maturity) => maturity === value), `one of ${MATURITIES.join(', ')}`],
  author: [isText, 'text'],
  description: [isText, 'text'],
  license: [(value) => LICENSES.some((license) => license === value), `one of ${LICENSES.join(', ')}`],
  vars: [
    (value) => value === undefined || (isObject(value) && Object.values(value).every(isVariable)),
    'made of sysvar(…)',
  ],
  init: [(value) => typeof value === 'function', 'a function'],
};

function problemOf(plugin: unknown): string | undefined {
  if (!isObject(plugin)) return 'the default export is no plugin';
  for (const [field, [check, expected]] of Object.entries(FIELDS)) {
    if (!check(plugin[field])) return `${field} must be ${expected}`;
  }
  return strangerOf(plugin);
}

const isVariable = (value: unknown) => isObject(value) && isText(value['name']) && isObject(value['type']);

/** Options and variables are found by the plugin's name, so theirs must begin with it. */
function strangerOf({ name, vars }: Readonly<Record<string, unknown>>): string | undefined {
  const prefix = `${String(name).toLowerCase()}_`;
  const names = Object.values(isObject(vars) ? vars : {}).map((variable) =>
    String(isObject(variable) && variable['name']),
  );
  const stranger = names.find((candidate) => !candidate.startsWith(prefix));
  return stranger && `the variable ${stranger} must begin with ${prefix}`;
}
