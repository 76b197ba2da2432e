/** The rules that keep the tree readable, as pure functions over source texts: each answers with what is wrong. */
import { dirname, posix } from 'node:path';

/** A source file: its path from the root of the repository and its text. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** From the ground up: a folder of `src` may import itself and what its own line names (a folder, or one file of it). */
export type Layers = Readonly<Record<string, readonly string[]>>;

/** The imports that the layers do not allow. */
export function wrongImports(sources: readonly Source[], layers: Layers): string[] {
  return sources.flatMap(({ path, text }) => {
    const folder = folderOf(path);
    if (folder === undefined) return [];
    const allowed = layers[folder];
    if (allowed === undefined) return [`${path}: src/${folder} has no layer`];
    return importsOf(path, text)
      .filter((target) => folderOf(target) !== folder && !allowed.some((place) => isWithin(target, place)))
      .map((target) => `${path} imports ${target}`);
  });
}

/** The names in the layers' table that stand above a layer that uses them: without any, it has no cycle. */
export function cyclesIn(layers: Layers): string[] {
  const seen = new Set<string>();
  return Object.entries(layers).flatMap(([folder, below]) => {
    const wrong = below.filter((place) => !seen.has(place.split('/')[0] ?? ''));
    seen.add(folder);
    return wrong.map((place) => `${folder} uses ${place}, which does not stand above it`);
  });
}

/** The files that are longer than the limit and no table. */
export function tooLong(sources: readonly Source[], limit: number, tables: readonly string[] = []): string[] {
  return sources
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ path, lines }) => lines > limit && !tables.includes(path))
    .map(({ path, lines }) => `${path} has ${lines} lines, ${limit} are allowed`);
}

/** Everything that reaches the world past the ports, with the port to use instead. */
const EFFECTS: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(/, 'Clock'],
  [/\bset(?:Timeout|Interval)\(/, 'Clock'],
  [/\bMath\.random\(|\brandom(?:Bytes|UUID|Int|FillSync)\(|\bgetRandomValues\(/, 'Random'],
  // Biome insists on the `node:` in front, and knows the global `fetch` from others of that name.
  [/'node:fs(?:\/promises)?'/, 'Files'],
  [/'node:(?:https?|net|tls|dns)'/, 'Http'],
  [/\bprocess\.env\b/, 'Ports.env'],
  [/\bconsole\./, 'Log'],
];

/** The effects that do not come through a port; `edges` are the folders and files of `src` where the world begins. */
export function effects(sources: readonly Source[], edges: readonly string[]): string[] {
  return sources
    .filter(({ path }) => !edges.some((place) => isWithin(path, place)))
    .flatMap(({ path, text }) =>
      withoutComments(text)
        .split('\n')
        .flatMap((line, at) =>
          EFFECTS.filter(([pattern]) => pattern.test(line)).map(([, port]) => `${path}:${at + 1} must use ${port}`),
        ),
    );
}

/** Notes to self and switched-off tests: neither is finished work. */
export function leftovers(sources: readonly Source[]): string[] {
  return sources.flatMap(({ path, text }) =>
    text
      .split('\n')
      .flatMap((line, at) =>
        /\b(?:TODO|FIXME|XXX)\b|\b(?:test|it|describe)\.(?:skip|only|todo)\b/.test(line) ? [`${path}:${at + 1}`] : [],
      ),
  );
}

/** `parser` for src/parser/grammar/show.ts; undefined for the entries, which stand above the layers. */
function folderOf(path: string): string | undefined {
  const [root, folder, ...rest] = path.split('/');
  return root === 'src' && rest.length > 0 ? folder : undefined;
}

/** The paths of the files that a text imports by relative name, statically or lazily. */
function importsOf(path: string, text: string): string[] {
  const specifiers = withoutComments(text).matchAll(/\b(?:from|import)\s*\(?\s*['"](\.[^'"]+)['"]/g);
  return [...specifiers].map(([, specifier = '']) => posix.join(dirname(path), specifier).replace(/\.js$/, '.ts'));
}

function isWithin(path: string, place: string): boolean {
  return path === `src/${place}.ts` || path.startsWith(`src/${place}/`);
}

/** Blanks out comments and keeps the line numbers. A `//` within a string (a URL) follows a colon and stays. */
function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/(^|[^:'"`\\])\/\/.*$/gm, '$1');
}
