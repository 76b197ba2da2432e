/** What an inspection finds out, as plain data: what `--json` prints and the text is made from. */
import type { MapCell } from './page-census.js';

export type FileKind =
  | 'tablespace'
  | 'system tablespace'
  | 'undo tablespace'
  | 'temporary tablespace'
  | 'redo log'
  | 'Aria index'
  | 'Aria data'
  | 'Aria log'
  | 'binary log'
  | 'MyISAM data'
  | 'MyISAM index'
  | 'CSV data'
  | 'key file'
  | 'encrypted key file'
  | 'Sealion dictionary'
  | 'table definition'
  | 'other'
  | 'unknown';

/**
 * `remains`: what is in use is encrypted, but pages that InnoDB has given up still hold old data in clear.
 * `never`: MariaDB has no encryption for it. `no data`: nothing in it is worth encrypting, or it is empty.
 */
export type Encryption = 'encrypted' | 'partly' | 'remains' | 'plain' | 'never' | 'no data' | 'unknown';

export interface Problem {
  /** `error`: it could not be read. `damage`: it is not as it was written. */
  readonly level: 'error' | 'damage' | 'warning' | 'note';
  readonly text: string;
}

/** A line of a report. */
export type Line = readonly [label: string, text: string];

/** What is known of one file beside its name and size. */
export interface Findings {
  readonly kind: FileKind;
  readonly encryption: Encryption;
  /** Why it is not encrypted, or only in part. */
  readonly why?: string;
  readonly keyId?: number;
  /** How many pages have which key version; a file without pages counts as one. 0 stands for those in clear. */
  readonly keyVersions: Readonly<Record<string, number>>;
  readonly lines: readonly Line[];
  readonly problems: readonly Problem[];
  /** The same facts for programs, and more of them. */
  readonly details?: object;
  readonly map?: { readonly span: number; readonly cells: readonly MapCell[] };
}

export interface FileReport extends Findings {
  readonly path: string;
  readonly size: number;
}

/** Findings of a file that holds nothing that counts. */
export const plainFindings = (kind: FileKind, encryption: Encryption, lines: readonly Line[] = []): Findings => ({
  kind,
  encryption,
  keyVersions: {},
  lines,
  problems: [],
});

const UNITS = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `96 MiB`, `1.5 KiB`, `0 bytes`. */
export function sizeText(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit++;
  }
  const digits = Number.isInteger(value) || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}

/** `1 page`, `3 pages`. */
export const countText = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** `1, 3-5, 9`: numbers in ascending order. */
export function rangesText(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
}
