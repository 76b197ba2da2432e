/**
 * What `sealion check` foretells is what a real server does: each option file of test/data/check starts one.
 *
 * With RECORD=1 in the environment the answers in the files are written anew.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Answer, addKeyFiles, checkCases, telling, withAnswer } from '../support/check-cases.js';
import { copyTemplate, temporaryDirectory } from '../support/mariadb.js';

const PATIENCE_MS = 60_000;
const TIME_AND_SESSION = /^\d{4}-\d\d-\d\d +\d+:\d\d:\d\d \d+ /;
const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];

/** Starts a server with the option file on fresh data, and ends it as soon as it is ready. */
async function answerOf(path: string): Promise<Answer> {
  const directory = temporaryDirectory();
  const at = (name: string) => join(directory, name);
  await copyTemplate(at('data'));
  addKeyFiles(at('data'));
  mkdirSync(at('tmp'));
  const place = [`--datadir=${at('data')}`, `--tmpdir=${at('tmp')}`, `--socket=${at('sock')}`];
  const logs = [`--log-error=${at('error.log')}`, `--pid-file=${at('pid')}`];
  const child = spawn('mariadbd', [`--defaults-file=${path}`, ...place, ...logs, '--skip-networking', ...asRoot], {
    env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` },
  });
  const logText = () => (existsSync(at('error.log')) ? readFileSync(at('error.log'), 'utf8') : '');
  let terminal = '';
  child.stderr.on('data', (data: Buffer) => {
    // The terminal's bell rings at some of them.
    terminal += data.toString().replaceAll('\u0007', '');
  });
  const ended = new Promise<number | null>((done) => child.on('close', done));
  const deadline = Date.now() + PATIENCE_MS;
  let ready = false;
  while (!ready && child.exitCode === null && child.signalCode === null) {
    if (Date.now() > deadline) child.kill('SIGKILL');
    await new Promise((again) => setTimeout(again, 5));
    ready = logText().includes('ready for connections');
  }
  if (ready) child.kill('SIGKILL');
  const status = await ended;
  const lines = `${terminal}${logText()}`.split('\n').map((line) => line.replace(TIME_AND_SESSION, ''));
  rmSync(directory, { recursive: true });
  return { exitCode: ready ? undefined : Number(status), lines: telling(lines) };
}

test.each(checkCases())('$name', async ({ path, answer }) => {
  const real = await answerOf(path);
  if (process.env['RECORD']) writeFileSync(path, withAnswer(path, real));
  else expect(real).toEqual(answer);
});

test.each(['file-key-management', 'encrypted-key-file', 'enable-encryption'])('example %s starts', async (name) => {
  expect(await answerOf(`examples/option-files/${name}.cnf`)).toEqual({ exitCode: undefined, lines: [] });
});
