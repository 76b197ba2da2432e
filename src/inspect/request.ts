/** What an inspection is asked, and what it answers with. */
import type { Ports } from '../base/ports.js';
import type { TableDefinition } from '../engine/definition.js';
import type { IsRegular } from './datadir.js';

export interface InspectRequest {
  readonly args: readonly string[];
  /** What relative names are relative to. */
  readonly directory: string;
  readonly ports: Ports;
  readonly color: boolean;
  readonly width: number;
  readonly isRegular: IsRegular;
  /** Takes long answers piece by piece. */
  readonly write: (text: string) => void;
  /** The definition of the table that a file holds, where its data directory is one of ours. */
  definitionOf(path: string): TableDefinition | undefined;
}

export interface Answer {
  readonly text: string;
  /** What goes to standard error. */
  readonly messages: readonly string[];
  readonly exitCode: number;
}

/** Something is damaged, or does not decrypt. */
export const NOT_WELL = 1;
/** Something could not be read. */
export const NOT_READ = 2;

export const failure = (...messages: string[]): Answer => ({ text: '', messages, exitCode: NOT_READ });

export const json = (value: object): string =>
  `${JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item), 2)}\n`;
