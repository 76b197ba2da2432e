/** How much InnoDB may write, normally and under pressure: who raises or lowers one takes the other along. */
import { SqlError } from '../../base/errors.js';
import { double, type Sysvar, sysvar, unsignedLong } from '../define.js';

const IO_CAPACITY_MAX = 4_294_967_295;

const adjusted = (text: string) => new SqlError(1210, 'HY000', text);

const innodbIoCapacity: Sysvar<number> = sysvar('innodb_io_capacity', {
  scope: 'GLOBAL',
  type: unsignedLong({ min: 100, max: IO_CAPACITY_MAX, block: 0 }),
  default: 200,
  update(value, { get, set, warn }) {
    const limit = get(innodbIoCapacityMax);
    if (value <= limit) return;
    const raised = Math.min(2 * value, IO_CAPACITY_MAX);
    warn('Warning', adjusted(`Setting innodb_io_capacity to ${value} higher than innodb_io_capacity_max ${limit}`));
    // The server's message turns the name around.
    warn('Warning', adjusted(`Setting innodb_max_io_capacity to ${raised}`));
    set(innodbIoCapacityMax, raised);
  },
  comment: 'Page writes in a second for background work.',
});

const innodbIoCapacityMax: Sysvar<number> = sysvar('innodb_io_capacity_max', {
  scope: 'GLOBAL',
  type: unsignedLong({ min: 100, max: IO_CAPACITY_MAX, block: 0 }),
  default: IO_CAPACITY_MAX,
  initial: 2000,
  update(value, { get, set, warn }) {
    const capacity = get(innodbIoCapacity);
    if (value >= capacity) return;
    warn('Warning', adjusted(`Setting innodb_io_capacity_max ${value} lower than innodb_io_capacity ${capacity}.`));
    warn('Warning', adjusted(`Setting innodb_io_capacity to ${value}`));
    set(innodbIoCapacity, value);
  },
  comment: 'Page writes in a second under pressure.',
});

const innodbMaxDirtyPagesPct: Sysvar<number> = sysvar('innodb_max_dirty_pages_pct', {
  scope: 'GLOBAL',
  type: double({ min: 0, max: 99.999 }),
  default: 90,
  comment: 'Share of dirty pages that is not to be passed.',
  update(value, { get, set, warn }) {
    if (get(innodbMaxDirtyPagesPctLwm) <= value) return;
    warn('Warning', adjusted('innodb_max_dirty_pages_pct cannot be set lower than innodb_max_dirty_pages_pct_lwm.'));
    warn('Warning', adjusted(`Lowering innodb_max_dirty_page_pct_lwm to ${value.toFixed(6)}`));
    set(innodbMaxDirtyPagesPctLwm, value);
  },
});

const innodbMaxDirtyPagesPctLwm: Sysvar<number> = sysvar('innodb_max_dirty_pages_pct_lwm', {
  scope: 'GLOBAL',
  type: double({ min: 0, max: 99.999 }),
  default: 0,
  comment: 'Share at which writing begins.',
  update(value, { get, set, warn }) {
    const limit = get(innodbMaxDirtyPagesPct);
    if (value <= limit) return;
    warn('Warning', adjusted('innodb_max_dirty_pages_pct_lwm cannot be set higher than innodb_max_dirty_pages_pct.'));
    warn('Warning', adjusted(`Setting innodb_max_dirty_page_pct_lwm to ${limit.toFixed(6)}`));
    set(innodbMaxDirtyPagesPctLwm, limit);
  },
});

export const INNODB_IO_VARIABLES: readonly Sysvar[] = [
  innodbIoCapacity,
  innodbIoCapacityMax,
  innodbMaxDirtyPagesPct,
  innodbMaxDirtyPagesPctLwm,
];
