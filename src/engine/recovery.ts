/** What a start does about the end of the server before: finish file operations, copy journaled pages to their files. */
import type { Files, Ports } from '../base/ports.js';
import { type Datadir, DatadirError } from './datadir.js';
import type { TableDefinition } from './definition.js';
import { isPartitionName, isRebuildName } from './file-names.js';
import { isWhole } from './page/fsp.js';
import { partitionDefinitions } from './partitioned-table.js';
import type { Dictionary } from './store/dictionary.js';
import { restoreTorn } from './store/doublewrite.js';
import { type Journal, type PageImage, writeImages } from './store/journal.js';

interface Surroundings {
  readonly ports: Pick<Ports, 'files' | 'log'>;
  /** innodb_force_recovery: the changes of a tablespace that is not there are given up. */
  readonly forceRecovery?: boolean;
}

/**
 * Brings files and dictionary to one state; how many pages were copied. Running it again changes nothing.
 * Throws DatadirError where a file is gone that the journal cannot make again.
 */
export function recover(dictionary: Dictionary, journal: Journal, datadir: Datadir, around: Surroundings): number {
  const { files } = around.ports;
  for (const operation of journal.operations()) datadir.perform(operation);
  restore(dictionary, datadir, files);
  const entries = new Map(dictionary.tables().map((entry) => [entry.space, entry.definition] as const));
  let pages = 0;
  for (const space of journal.spaces()) {
    const definition = entries.get(space);
    if (!definition) continue;
    const images = journal.pages(space);
    const path = datadir.tablespacePath(definition.db, definition.name);
    if (!files.exists(datadir.resolve(path)) && !isWhole(new Map(images.map(({ page, image }) => [page, image])))) {
      giveUp(space, path, around);
      continue;
    }
    copyPages(datadir.resolve(path), images, files);
    pages += images.length;
  }
  dictionary.commit(() => {
    journal.forgetPages();
    journal.forgetOperations();
  });
  removeLeftovers(dictionary, datadir);
  return pages;
}

/** A file that somebody has removed: the server asks before it loses what was committed. */
function giveUp(space: number, path: string, { ports, forceRecovery }: Surroundings): void {
  const missing = `InnoDB: Tablespace ${space} was not found at ./${path}`;
  if (!forceRecovery) {
    throw new DatadirError(`${missing}.`, [
      {
        level: 'Note',
        text: 'InnoDB: Set innodb_force_recovery=1 to ignore this and to permanently lose all changes to the tablespace.',
      },
      'InnoDB: Plugin initialization aborted with error Tablespace not found',
    ]);
  }
  const ignored = 'All redo log for this tablespace will be ignored!';
  ports.log.write('Warning', `${missing}, and innodb_force_recovery was set. ${ignored}`);
}

/** Pages that the last process was overwriting when it ended. */
function restore(dictionary: Dictionary, datadir: Datadir, files: Files): void {
  const doublewrite = datadir.doublewrite();
  const kept = doublewrite.read();
  for (const { space, definition } of kept.size > 0 ? dictionary.tables() : []) {
    const images = kept.get(space);
    const path = datadir.resolve(datadir.tablespacePath(definition.db, definition.name));
    if (!images || !files.exists(path)) continue;
    const file = files.open(path, 'r+');
    restoreTorn(file, images);
    file.close();
  }
  doublewrite.remove();
}

/** Tables of rebuilds that never came to take another table's place, and partitions without their table. */
function removeLeftovers(dictionary: Dictionary, datadir: Datadir): void {
  const tables = dictionary.tables();
  const owned = new Set(
    tables.flatMap(({ definition }) => partitionDefinitions(definition)).map(({ db, name }) => keyOf(db, name)),
  );
  const isOrphan = ({ db, name }: TableDefinition) => isPartitionName(name) && !owned.has(keyOf(db, name));
  const leftovers = tables.filter(({ definition }) => isRebuildName(definition.name) || isOrphan(definition));
  if (leftovers.length === 0) return;
  dictionary.commit(() => {
    for (const { id } of leftovers) dictionary.removeTable(id);
  });
  for (const { definition } of leftovers) {
    datadir.perform({ kind: 'drop', path: datadir.tablespacePath(definition.db, definition.name) });
  }
}

const keyOf = (db: string, name: string): string => `${db}/${name}`;

function copyPages(path: string, images: readonly PageImage[], files: Files): void {
  const file = files.open(path, files.exists(path) ? 'r+' : 'create');
  try {
    writeImages(file, images);
    file.sync();
  } finally {
    file.close();
  }
}
