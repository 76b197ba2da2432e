/** A stored routine as the statement that makes it: what SHOW CREATE prints, and what is parsed to run it. */
import type { Routine } from './proc-table.js';

const quoted = (name: string, quote: string): string => `${quote}${name.replaceAll(quote, quote + quote)}${quote}`;

const text = (value: string): string => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

const quoteOf = (sqlMode: string): string => (sqlMode.includes('ANSI_QUOTES') ? '"' : '`');

/** `user`@`host` */
export function definerText(definer: string, sqlMode: string): string {
  const at = definer.lastIndexOf('@');
  const quote = quoteOf(sqlMode);
  return `${quoted(definer.slice(0, at), quote)}@${quoted(definer.slice(at + 1), quote)}`;
}

export function createText(routine: Routine): string {
  const { name, type, definer, parameterText, returns, body, sqlMode } = routine;
  const quote = quoteOf(sqlMode);
  const maker = definerText(definer, sqlMode);
  const result = type === 'FUNCTION' ? ` RETURNS ${returns}` : '';
  const head = `CREATE DEFINER=${maker} ${type} ${quoted(name, quote)}(${parameterText})${result}`;
  return [head, ...characteristics(routine).map((one) => `    ${one}`), body].join('\n');
}

function characteristics({ deterministic, dataAccess, security, comment }: Routine): string[] {
  return [
    ...(dataAccess === 'CONTAINS SQL' ? [] : [dataAccess]),
    ...(deterministic ? ['DETERMINISTIC'] : []),
    ...(security === 'DEFINER' ? [] : ['SQL SECURITY INVOKER']),
    ...(comment === '' ? [] : [`COMMENT ${text(comment)}`]),
  ];
}
