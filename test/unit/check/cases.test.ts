/** The verdict on each option file is what a real server did with it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { addKeyFiles, checkCases } from '../../support/check-cases.js';
import { check, said } from './world.js';

const datadir = mkdtempSync(join(tmpdir(), 'sl-check-'));
addKeyFiles(datadir);
afterAll(() => rmSync(datadir, { recursive: true }));

test.each(checkCases())('$name', async ({ path, answer }) => {
  const report = await check([`--defaults-file=${path}`, `--datadir=${datadir}`], { installed: [] });
  // In which order InnoDB's options and other plugins are heard of is the server's affair.
  expect([...said(report)].sort()).toEqual([...answer.lines].sort());
  expect(report.exitCode).toBe(answer.exitCode ?? 0);
  const complains = answer.lines.some((line) => !/^\[(Warning|Note)\]/.test(line));
  expect(report.verdict).toBe(answer.exitCode ? 'does not start' : complains ? 'starts otherwise' : 'starts');
});
