/** What writes rows as records of one index, in the form that the table's row format has. */
import { CompactWriter } from './record.js';
import type { ExternalValues, RecordWriter } from './record-format.js';
import { RedundantWriter } from './redundant-record.js';
import type { IndexShape } from './shape.js';

/** Without a place for long values, rows can be measured only, and those of secondary indexes written. */
export const recordWriter = (shape: IndexShape, externals?: ExternalValues): RecordWriter =>
  shape.format.redundant ? new RedundantWriter(shape, externals) : new CompactWriter(shape, externals);
