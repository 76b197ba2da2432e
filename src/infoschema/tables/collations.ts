/** Character sets and collations: all that the server knows, whether or not they are simulated. */
import { charsets, collationsIn, UCA_1400_NAMES, uca1400In } from '../../base/collation-names.js';
import { bigint, defineTable, nullable, varchar } from '../define.js';

export const characterSets = defineTable({
  name: 'CHARACTER_SETS',
  columns: {
    CHARACTER_SET_NAME: varchar(32),
    DEFAULT_COLLATE_NAME: varchar(64),
    DESCRIPTION: varchar(60),
    MAXLEN: bigint(3),
  },
  rows: () =>
    charsets().map(({ name, defaultCollation, description, maxBytes }) => ({
      CHARACTER_SET_NAME: name,
      DEFAULT_COLLATE_NAME: defaultCollation,
      DESCRIPTION: description,
      MAXLEN: maxBytes,
    })),
});

/** Those of UCA 14.0 belong to several character sets. They are listed behind the first one that came with them. */
const UCA_1400_FOLLOWS = 'utf8mb4';
const UCA_1400_SORT_LENGTH = 8;

const yes = (isSo: boolean): string => (isSo ? 'Yes' : '');

export const collations = defineTable({
  name: 'COLLATIONS',
  columns: {
    COLLATION_NAME: varchar(64),
    CHARACTER_SET_NAME: nullable(varchar(32)),
    ID: nullable(bigint(11)),
    IS_DEFAULT: nullable(varchar(3)),
    IS_COMPILED: varchar(3),
    SORTLEN: bigint(3),
  },

  *rows() {
    for (const charset of charsets()) {
      for (const { name, id, isDefault, sortLength } of collationsIn(charset.name)) {
        yield {
          ...{ COLLATION_NAME: name, CHARACTER_SET_NAME: charset.name, ID: id, IS_DEFAULT: yes(isDefault) },
          ...{ IS_COMPILED: 'Yes', SORTLEN: sortLength },
        };
      }
      if (charset.name !== UCA_1400_FOLLOWS) continue;
      for (const name of UCA_1400_NAMES) {
        yield {
          ...{ COLLATION_NAME: name, CHARACTER_SET_NAME: null, ID: null, IS_DEFAULT: null },
          ...{ IS_COMPILED: 'Yes', SORTLEN: UCA_1400_SORT_LENGTH },
        };
      }
    }
  },
});

export const collationCharacterSetApplicability = defineTable({
  name: 'COLLATION_CHARACTER_SET_APPLICABILITY',
  columns: {
    COLLATION_NAME: varchar(64),
    CHARACTER_SET_NAME: varchar(32),
    FULL_COLLATION_NAME: varchar(64),
    ID: bigint(11),
    IS_DEFAULT: varchar(3),
  },

  *rows() {
    for (const charset of charsets()) {
      for (const { name, id, isDefault } of collationsIn(charset.name)) {
        yield {
          ...{ COLLATION_NAME: name, CHARACTER_SET_NAME: charset.name, FULL_COLLATION_NAME: name },
          ...{ ID: id, IS_DEFAULT: yes(isDefault) },
        };
      }
      for (const { name, id } of uca1400In(charset.name)) {
        yield {
          ...{ COLLATION_NAME: name.slice(charset.name.length + 1), CHARACTER_SET_NAME: charset.name },
          ...{ FULL_COLLATION_NAME: name, ID: id, IS_DEFAULT: '' },
        };
      }
    }
  },
});
