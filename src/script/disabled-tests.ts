/** `disabled.def`: tests of a suite that nobody should run, each with a reason. */
import { join } from 'node:path';
import type { Files } from '../base/ports.js';
import { decodeBytes } from '../render/text.js';

/** Why the test is disabled; undefined when it is not. */
export function disabledReason(suite: string, home: string, test: string, files: Files): string | undefined {
  for (const path of [join(home, 'disabled.def'), join(home, 't', 'disabled.def')]) {
    if (!files.exists(path)) continue;
    for (const line of decodeBytes(files.readFile(path)).split('\n')) {
      const [, owner = suite, name, reason] = /^\s*(?:([-\w/]+)\.)?([-\w#*]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
      if (name !== undefined && owner === suite && matches(name, test)) return reason;
    }
  }
  return undefined;
}

/** A name may hold `*`. */
function matches(name: string, test: string): boolean {
  return new RegExp(`^${name.replaceAll('*', '.*')}$`).test(test);
}
