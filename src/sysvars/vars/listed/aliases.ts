/** Second names of variables that are listed elsewhere. */
import { alias, type Sysvar, sysvar } from '../../define.js';
import { alterAlgorithm } from '../statements.js';
import { LISTED_REPLICATION } from './replication.js';
import { LISTED_TABLES } from './tables.js';

function named(variables: readonly Sysvar[], wanted: string): Sysvar {
  const variable = variables.find(({ name }) => name === wanted);
  if (variable === undefined) throw new Error(`${wanted} is not listed`);
  return variable;
}

function secondName(name: string, of: Sysvar, differences: Partial<Sysvar>): Sysvar {
  const { scope, type, default: preset } = of;
  const comment = `Another name of ${of.name}.`;
  return sysvar(name, { scope, type, default: preset, through: alias(of), comment, ...differences });
}

export const LISTED_ALIASES: readonly Sysvar[] = [
  secondName('max_insert_delayed_threads', named(LISTED_TABLES, 'max_delayed_threads'), { commandLine: null }),
  secondName('slave_parallel_workers', named(LISTED_REPLICATION, 'slave_parallel_threads'), {
    privilege: 'REPLICATION SLAVE ADMIN',
  }),
  secondName('old_alter_table', alterAlgorithm, { commandLine: 'OPTIONAL', deprecated: '@@alter_algorithm' }),
];
