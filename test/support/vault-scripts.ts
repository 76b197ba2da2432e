/**
 * Scripts that drive the lab's Vault, for a real server: its commands become programs that the script runs, and the server
 * finds `lab.sealion` through a proxy, which is the lab itself.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { openEmbeddedVault } from '../../src/lab/vault/embedded-vault.js';
import { openControl } from '../../src/lab/vault/real-control.js';
import { listen } from '../../src/lab/vault/real-listener.js';
import { directiveIn } from '../../src/script/directive-lines.js';
import { realClock, realHttp, realRandom } from '../../src/server/ports.js';
import { realFiles } from '../../src/server/real-files.js';

const CONTROL_TOKEN = 'control';
const LAB_COMMANDS = /^(fault|clear|clock)\b/;

export interface ScriptLab {
  /** What a server has for `http_proxy`. */
  readonly proxy: string;
  /** The script, beside the files of its suite, as mysqltest can run it. */
  realScript(script: string): string;
  close(): Promise<void>;
}

/** A Vault as every server of the simulator has it. Its files and scripts are in `directory`. */
export async function startScriptLab(directory: string): Promise<ScriptLab> {
  const ports = { clock: realClock, random: realRandom, files: realFiles, http: realHttp };
  const embedded = openEmbeddedVault(ports, join(directory, 'lab'));
  const listening = await listen(embedded.vault, 0);
  const control = await openControl(embedded.vault, listening, CONTROL_TOKEN);
  const program = `${process.execPath} ${resolve('dist/cli.js')}`;
  const vault = `VAULT_ADDR=${listening.url} VAULT_TOKEN=root ${program} vault`;
  const lab = `SEALION_LAB=${control.url} SEALION_LAB_TOKEN=${CONTROL_TOKEN} ${program} lab`;
  return {
    proxy: listening.url,
    realScript(script) {
      const suite = join(directory, 'vault');
      mkdirSync(suite, { recursive: true });
      const text = readFileSync(script, 'utf8').replaceAll(/^#.*$/gm, (line) => {
        const directive = directiveIn(line);
        if (directive?.name !== 'vault') return line;
        const { argument } = directive;
        const command = LAB_COMMANDS.test(argument)
          ? `${lab} ${argument.replace(/ |$/, ' vault ')}`
          : `${vault} ${argument}`;
        return `--exec ${command} > /dev/null`;
      });
      const copy = join(suite, basename(script));
      writeFileSync(copy, text);
      for (const ending of ['opt', 'result']) {
        const beside = script.replace(/test$/, ending);
        if (realFiles.exists(beside)) realFiles.writeFile(copy.replace(/test$/, ending), realFiles.readFile(beside));
      }
      return copy;
    },
    async close() {
      control.close();
      await listening.close();
      embedded.close();
    },
  };
}
