/** The file that a lab's Vault keeps its state in, for as long as it runs, with keys and tokens in clear. */
import type { Files } from '../../base/ports.js';
import { type Lock, lockFile } from '../real-lock.js';
import { parseState, type VaultState } from './state.js';

const OWNER_ONLY = 0o600;

/** Why a file cannot be a lab's. */
export class StateFileError extends Error {
  override readonly name = 'StateFileError';
}

export class StateFile {
  /** What it holds; undefined where it is new. */
  readonly state: VaultState | undefined;
  private readonly path: string;
  private readonly files: Files;
  private readonly lock: Lock;

  /** Takes the file. Throws StateFileError. */
  constructor(path: string, files: Files) {
    const lock = lockFile(path);
    if (!lock) throw new StateFileError(`'${path}' is in use by another lab`);
    this.path = path;
    this.files = files;
    this.lock = lock;
    try {
      this.state = this.read();
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  save(text: string): void {
    this.files.writeFile(this.path, text, OWNER_ONLY);
  }

  close(): void {
    this.lock.release();
  }

  private read(): VaultState | undefined {
    const { path, files } = this;
    if (!files.exists(path)) return undefined;
    const state = parseState(Buffer.from(files.readFile(path)).toString());
    if (state === undefined) throw new StateFileError(`'${path}' holds no state of a lab's Vault`);
    return state;
  }
}
