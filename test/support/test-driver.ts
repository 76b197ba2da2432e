/** `sealion test` in this process. */
import { testHost } from '../../src/cli/test-mode.js';
import { runTests } from '../../src/script/cli.js';

/** What `sealion test` says with these arguments of one script; empty when it passes. */
export async function complaint(...args: readonly string[]): Promise<string> {
  let said = '';
  const write = (text: string) => {
    said += text;
  };
  const exitCode = await runTests(args, { ...testHost(), write, writeError: write, color: false });
  return exitCode === 0 && said.includes('[ pass ]') ? '' : said;
}
