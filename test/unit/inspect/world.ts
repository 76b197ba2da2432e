/** A place with the real server's files, for the tests of `sealion inspect`. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { TableDefinition } from '../../../src/engine/definition.js';
import { inspect } from '../../../src/inspect/inspect.js';
import type { Answer } from '../../../src/inspect/request.js';
import { MemoryFiles } from '../../support/memory-files.js';
import { testPorts } from '../../support/ports.js';

const data = (name: string): Buffer => readFileSync(new URL(`../../data/tablespaces/${name}`, import.meta.url));

export const tablespace = (name: string): Buffer => gunzipSync(data(`${name}.ibd.gz`));

/** The keys of the files, those of the rotation files by version. */
const ROTATION_KEYS = [1, 2, 3].map((version) => `1;${version};${String(version).padStart(8, '0')}${'0'.repeat(24)}`);

export const COMMON_TABLE = `CREATE TABLE t (id INT NOT NULL AUTO_INCREMENT, big BIGINT UNSIGNED, code CHAR(8) NOT NULL,
  name VARCHAR(60), note TEXT, price DECIMAL(12,3), created DATETIME(3), d DATE, f DOUBLE, flag TINYINT,
  PRIMARY KEY (id), KEY k_name (name)) ENGINE=InnoDB ROW_FORMAT=DYNAMIC DEFAULT CHARSET=utf8mb4;\n`;

export class World {
  readonly files = new MemoryFiles();
  written = '';
  definition: TableDefinition | undefined;

  constructor() {
    this.files.makeDirectory('/d');
    this.files.writeFile('/d/keys.txt', data('keys.txt'));
    this.files.writeFile('/d/rotation-keys.txt', `${ROTATION_KEYS.join('\n')}\n`);
    this.files.writeFile('/d/t.sql', COMMON_TABLE);
  }

  /** Puts a real file in place, changed or as it is. */
  add(name: string, change: (file: Buffer) => Uint8Array = (file) => file): this {
    this.files.writeFile(`/d/${name}.ibd`, change(tablespace(name)));
    return this;
  }

  inspect(...args: string[]): Answer {
    return this.inspectAt(80, ...args);
  }

  inspectAt(width: number, ...args: string[]): Answer {
    this.written = '';
    const answer = inspect({
      args,
      directory: '/d',
      ports: { ...testPorts(), files: this.files },
      color: false,
      width,
      isRegular: (path) => !this.files.isDirectory(path),
      write: (text) => {
        this.written += text;
      },
      definitionOf: () => this.definition,
    });
    return { ...answer, text: this.written + answer.text };
  }

  /** The answer of `--json`. */
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON holds
  json(...args: string[]): any {
    return JSON.parse(this.inspect('--json', ...args).text);
  }
}
