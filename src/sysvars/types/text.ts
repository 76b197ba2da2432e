/** VARCHAR variables: paths, names, free text. */
import type { SqlError } from '../../base/errors.js';
import { varchar } from '../../base/types.js';
import type { SysvarType } from '../sysvar-type.js';

/** What a text variable may refuse. */
export interface TextRules {
  /** True where SET may give NULL; elsewhere it is 1231. */
  readonly nullable?: boolean;
  /** The text to store (often in another spelling), or why it is refused. */
  normalize?(text: string): string | SqlError;
}

/** A VARCHAR variable; NULL is kept as the empty text. */
export function text({ nullable = true, normalize }: TextRules = {}): SysvarType<string> {
  return {
    name: 'VARCHAR',
    sqlType: varchar(2048),
    fromSql(input) {
      if (input.type !== 'STRING') return { refusal: 'ER_WRONG_TYPE_FOR_VAR' };
      if (input.value === null) return nullable ? { value: '' } : { refusal: 'ER_WRONG_VALUE_FOR_VAR' };
      const value = normalize?.(input.value) ?? input.value;
      return typeof value === 'string' ? { value } : { refusal: value };
    },
    fromOption(given, _option) {
      const value = normalize?.(given) ?? given;
      if (typeof value === 'string') return { value, log: [] };
      return {
        exitCode: 1,
        log: [
          { level: 'ERROR', text: value.message },
          { level: 'ERROR', text: 'Aborting' },
        ],
      };
    },
    format: (value) => value,
    toSql: (value) => value,
  };
}

/** A VARCHAR variable in which NULL is a value. */
export const textOrNull: SysvarType<string | null> = {
  ...text(),
  fromSql(input) {
    return input.type === 'STRING' ? { value: input.value } : { refusal: 'ER_WRONG_TYPE_FOR_VAR' };
  },
  format: (value) => value ?? '',
  toSql: (value) => value,
};
