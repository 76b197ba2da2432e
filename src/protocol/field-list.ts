/** COM_FIELD_LIST: the columns of a table, as clients ask for them to complete names. */
import { sqlError } from '../base/errors.js';
import type { Outcome, ResultColumn } from '../base/result.js';
import { cellText } from '../render/text.js';
import type { Session } from '../server/session.js';
import { PayloadReader } from './payload.js';
import type { PreparedStatements } from './prepared-statements.js';
import type { WireText } from './wire-text.js';

/** A column with its default; NULL where there is none that can be known beforehand. */
type Field = readonly [column: ResultColumn, given: string | null];

const NUMBERS: ReadonlySet<string> = new Set([
  ...['TINYINT', 'SMALLINT', 'MEDIUMINT', 'INT', 'BIGINT', 'FLOAT', 'DOUBLE', 'DECIMAL', 'YEAR', 'BIT'],
]);

/** `table NUL pattern`, behind the command's first byte. */
export async function fieldList(
  payload: Buffer,
  text: WireText,
  session: Session,
  { prepared, hasEscapes }: { readonly prepared: PreparedStatements; readonly hasEscapes: boolean },
): Promise<readonly Field[] | Extract<Outcome, { kind: 'error' }>> {
  const end = payload.indexOf(0);
  const reader = new PayloadReader(payload);
  const table = text.decode(end < 0 ? reader.rest() : reader.terminated());
  const pattern = text.decode(reader.rest());
  if (table === '') throw sqlError('ER_WRONG_TABLE_NAME', '');
  const name = `\`${table.replaceAll('`', '``')}\``;
  const like =
    pattern === '' ? '' : ` LIKE '${pattern.replaceAll("'", "''").replaceAll('\\', hasEscapes ? '\\\\' : '\\')}'`;
  const [listed] = await session.execute(`SHOW COLUMNS FROM ${name}${like}`, { single: true });
  if (listed?.kind === 'error') return listed;
  const described = await prepared.describe(`SELECT * FROM ${name}`, session);
  if ('kind' in described) return described;
  const rows = listed?.kind === 'rows' ? listed.rows : [];
  return rows.flatMap(([field = null, , , , given = null, extra = null]): Field[] => {
    const column = described.find(({ name: each }) => each === cellText(field));
    if (!column) return [];
    const own = { ...column, orgTable: column.table, orgName: column.name };
    return [[own, defaultOf(own, given === null ? null : cellText(given), cellText(extra))]];
  });
}

/** What a row has that does not say: of a column that must have a value, that is the empty one of its type. */
function defaultOf({ nullable, type }: ResultColumn, given: string | null, extra: string): string | null {
  if (given !== null) return given.endsWith(')') ? null : given;
  if (nullable || extra.includes('GENERATED')) return null;
  return NUMBERS.has(type.name) ? '0' : '';
}
