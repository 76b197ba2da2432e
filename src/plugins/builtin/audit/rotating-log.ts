/** A log file that gives way to a new one when it has become too big: `name`, `name.1`, `name.2` and so on. */
import type { Host } from 'sealion/plugin';

type Files = Host['files'];

/** Read before each line, since variables may change them. */
export interface RotationRules {
  /** Bytes; a file that has reached them is rotated before the next line. */
  readonly sizeLimit: number;
  /** How many old files stay; with 0 the file grows without end. */
  readonly rotations: number;
}

export class RotatingLog {
  readonly path: string;
  private readonly files: Files;
  private readonly rules: () => RotationRules;
  private size: number;

  /** Creates the file or goes on at its end. Throws what the file system says. */
  constructor(path: string, files: Files, rules: () => RotationRules) {
    this.path = path;
    this.files = files;
    this.rules = rules;
    files.appendFile(path, '');
    this.size = sizeOf(path, files);
  }

  /** Throws what the file system says. */
  write(line: string): void {
    if (this.size >= this.rules().sizeLimit) this.rotate();
    this.files.appendFile(this.path, line);
    this.size += Buffer.byteLength(line);
  }

  /** Every file moves one place on, and the last one is gone. */
  rotate(): void {
    const { rotations } = this.rules();
    if (rotations === 0) return;
    const digits = String(rotations).length;
    const place = (number: number) =>
      number === 0 ? this.path : `${this.path}.${String(number).padStart(digits, '0')}`;
    for (let number = rotations; number > 0; number--) {
      if (this.files.exists(place(number - 1))) this.files.rename(place(number - 1), place(number));
    }
    this.files.appendFile(this.path, '');
    this.size = 0;
  }
}

function sizeOf(path: string, files: Files): number {
  const file = files.open(path, 'r');
  try {
    return file.size();
  } finally {
    file.close();
  }
}
