/** Variables of MyISAM: listed, without effect. `declaration.ts` says how to read them. */
import { listed } from './declaration.js';

export const LISTED_MYISAM = listed(`
  myisam_data_pointer_size  | global | ulong 2..7 | 6 |  | Bytes of a row pointer.
  myisam_max_sort_file_size | global | ulong 0..9223372036854775807/1048576 | 9223372036853727232 |  | Largest temporary file of an index build by sorting.
  myisam_mmap_size          | global | ulong 7..18446744073709551615 | 18446744073709551615 | fixed | Memory for mapping compressed tables.
`);
