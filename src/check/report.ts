/** What a check finds out, as plain data: what `--json` prints and the text is made from. */

/** Where something stands: in a file, or `command line`. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

export const COMMAND_LINE: Place = { file: 'command line' };

/** One thing to know. */
export interface Finding {
  readonly level: 'error' | 'warning' | 'note';
  /** `server`: what its log or its terminal would show. `check`: what it would never say. */
  readonly source: 'server' | 'check';
  readonly text: string;
  readonly place?: Place;
  /** What the server says in consequence. */
  readonly consequences: readonly string[];
  readonly advice?: string;
  /** The server would have ended before it came to this. */
  readonly hidden: boolean;
}

/** A line as the server prints it, without the time. */
export interface LogLine {
  /** Absent for what goes to the terminal as it is. */
  readonly level?: 'Note' | 'Warning' | 'ERROR';
  readonly text: string;
  readonly hidden: boolean;
}

/** A value that was given, and where. */
export interface GivenValue {
  readonly value: string;
  readonly place: Place;
}

/** Which value a variable or an option has at the end. */
export interface EffectiveValue extends GivenValue {
  readonly name: string;
  /** The plugin it belongs to. */
  readonly plugin?: string;
  /** Earlier settings that this one replaces. */
  readonly overrides: readonly GivenValue[];
  /** False where any value would have been taken. */
  readonly checked: boolean;
}

/** What became of a plugin that an option or mysql.plugin names. */
export interface PluginResult {
  readonly name: string;
  readonly library: string;
  readonly status: string;
  /** LOAD_OPTION. */
  readonly activation: string;
  /** False for a plugin that is not known here. */
  readonly known: boolean;
}

/** `starts otherwise`: without something that was asked for. */
export type Verdict = 'starts' | 'starts otherwise' | 'does not start';

export interface Report {
  readonly verdict: Verdict;
  /** With which the server would end; 0 when it starts. */
  readonly exitCode: number;
  readonly profile: string;
  readonly datadir: string;
  /** Those that were read, in order. */
  readonly optionFiles: readonly string[];
  readonly findings: readonly Finding[];
  readonly plugins: readonly PluginResult[];
  readonly values: readonly EffectiveValue[];
  readonly log: readonly LogLine[];
}
