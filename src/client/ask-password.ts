/** `-p` without a password: asks for it without showing what is typed. */
import { createInterface } from 'node:readline';
import { type Readable, Writable } from 'node:stream';

/** The password; empty when the input ends before it. */
export function askPassword(input: Readable, output: Writable): Promise<string> {
  output.write('Enter password: ');
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
  return new Promise((resolve) => {
    const editor = createInterface({ input, output: silence, terminal: true, historySize: 0 });
    editor.once('line', (line) => {
      resolve(line);
      editor.close();
    });
    editor.once('close', () => {
      output.write('\n');
      resolve('');
    });
  });
}
