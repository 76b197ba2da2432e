/** All commands of the script language, by name. Everything that is none of them is SQL. */
import { connectionCommands } from './connection-commands.js';
import { fileCommands } from './file-commands.js';
import { flowCommands } from './flow-commands.js';
import { outputCommands } from './output-commands.js';
import type { CommandShape, ScriptCommand } from './parse.js';
import type { ScriptRun } from './run.js';
import { serverCommands } from './server-commands.js';
import { statementCommands } from './statement-commands.js';

/** One command: how it is read, and what it does. */
export interface CommandDeclaration extends CommandShape {
  run(run: ScriptRun, command: ScriptCommand): void | Promise<void>;
}

/** Some commands of one family. */
export type CommandFamily = Readonly<Record<string, CommandDeclaration>>;

const COMMANDS = new Map<string, CommandDeclaration>(
  [flowCommands, statementCommands, outputCommands, connectionCommands, serverCommands, fileCommands].flatMap(
    (family: CommandFamily) => Object.entries(family),
  ),
);

/** The command of that name; names are lower case. */
export function commandNamed(name: string): CommandDeclaration | undefined {
  return COMMANDS.get(name);
}
