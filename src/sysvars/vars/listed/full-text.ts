/** Variables of full-text searches: listed, without effect. `declaration.ts` says how to read them. */
import { listed } from './declaration.js';

export const LISTED_FULL_TEXT = listed(`
  ft_boolean_syntax        | global | text | + -><()~*:""&| |  | Operators of full-text searches in boolean mode.
  ft_max_word_len          | global | ulong 10..84 | 84 | fixed | Longest word in a full-text index.
  ft_min_word_len          | global | ulong 1..84 | 4 | fixed | Shortest word in a full-text index.
  ft_query_expansion_limit | global | ulong 0..1000 | 20 | fixed | Rows that a search with query expansion learns from.
  ft_stopword_file         | global | text | => (built-in) | fixed | File with words that are not indexed.
`);
