/**
 * The package as it is published: packed, unpacked into a project of its own, with the packages that it says it needs
 * and no others. Then the tests of `examples/test-project` run there, and its types are used.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const LIMIT_MS = 120_000;
/** Outside of the checkout, so that nothing is found there by chance. */
const project = mkdtempSync(join(tmpdir(), 'sealion-package-'));
afterAll(() => rmSync(project, { recursive: true }));

function run(program: string, args: readonly string[], cwd = project): string {
  const environment = { ...process.env };
  // What the tests here run in is nothing for the tests there.
  for (const name of Object.keys(environment))
    if (/^(?:VITEST|NODE_OPTIONS|NODE_ENV)/.test(name)) delete environment[name];
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    timeout: LIMIT_MS,
    env: environment,
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ends with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

/** Makes `from` of this checkout's packages, or of a folder, a package of the project. */
function link(name: string, from = resolve('node_modules', name)): void {
  const place = join(project, 'node_modules', name);
  mkdirSync(dirname(place), { recursive: true });
  symlinkSync(from, place);
}

beforeAll(() => {
  cpSync('examples/test-project', project, { recursive: true });
  run('npm', ['pack', '--ignore-scripts', '--silent', `--pack-destination=${project}`], resolve('.'));
  const tarball = readdirSync(project).find((name) => name.endsWith('.tgz')) ?? '';
  mkdirSync(join(project, 'node_modules'));
  run('tar', ['-xzf', tarball, '-C', 'node_modules']);
  run('mv', ['node_modules/package', 'node_modules/sealion']);
  const { dependencies } = JSON.parse(readFileSync(join(project, 'node_modules/sealion/package.json'), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  for (const name of [...Object.keys(dependencies), 'vitest', '@types/node']) link(name);
}, LIMIT_MS);

test('its tests with node:test pass', () => {
  expect(run(process.execPath, ['--test', 'node/'])).toMatch(/^# pass 2$[\s\S]*^# fail 0$/m);
});

test('its tests with vitest pass', () => {
  expect(run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--dir', 'vitest', '--no-color'])).toMatch(
    /Tests\s+3 passed/,
  );
});

test('its scripts pass', () => {
  expect(run(process.execPath, ['node_modules/sealion/dist/cli.js', 'test', 'suite'])).toContain('1 passed, 0 failed');
});

test('its types are what the documentation says', () => {
  writeFileSync(
    join(project, 'types.ts'),
    `import { createServer, type ServerOptions } from 'sealion';
import { SqlError, startTestServer } from 'sealion/test';
import { definePlugin } from 'sealion/plugin';

const options: ServerOptions = { keys: { 1: 'ff' }, options: { innodb_encrypt_tables: 'FORCE', 'plugin-load-add': ['a'] } };
export async function use(): Promise<number> {
  const server = await startTestServer({ keys: [1], profile: '10.11' });
  const rows = await server.query('SELECT 1');
  const error: SqlError = await server.error('SELECT x');
  await server.advance(1000);
  await using other = await createServer(options);
  // @ts-expect-error there is no such profile
  await createServer({ profile: '9.9' });
  return rows.length + error.errno + other.file('x').length + definePlugin.length;
}
`,
  );
  const flags = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022', '--module', 'nodenext'];
  const compiler = resolve('node_modules/typescript/bin/tsc');
  expect(
    run(process.execPath, [compiler, ...flags, '--lib', 'es2023,esnext.disposable', '--types', 'node', 'types.ts']),
  ).toBe('');
});
