/** Starts after a crash where the file of a tablespace is gone. The lines are those of a real server in the same place. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DatadirError } from '../../../src/engine/datadir.js';
import { commit, insert, newTable, newWorld, reload, rowsOf, type World } from './world.js';

let world: World;
beforeEach(() => {
  world = newWorld();
});
afterEach(() => world.remove());

const removeFile = () => rmSync(join(world.path, 'd', 't.ibd'));

/** A table with a row in its file and a row that only the journal has. */
async function crashAfterCheckpoint(): Promise<void> {
  const first = world.start();
  const table = await newTable(first);
  commit(first, table, (writes) => insert(writes, table, [1, 'one']));
  first.close();
  const second = world.start();
  const again = await reload(second);
  commit(second, again, (writes) => insert(writes, again, [2, 'two']));
  second.abandon();
}

test('the start is refused while the journal has changes for a file that is gone', async () => {
  await crashAfterCheckpoint();
  removeFile();
  const hint =
    'InnoDB: Set innodb_force_recovery=1 to ignore this and to permanently lose all changes to the tablespace.';
  expect(() => world.start()).toThrow(
    new DatadirError('InnoDB: Tablespace 5 was not found at ./d/t.ibd.', [
      { level: 'Note', text: hint },
      'InnoDB: Plugin initialization aborted with error Tablespace not found',
    ]),
  );
});

test('innodb_force_recovery gives those changes up, and the table is missing from then on', async () => {
  await crashAfterCheckpoint();
  removeFile();
  world.forceRecovery = true;
  const engine = world.start();
  expect(world.ports.log.lines).toContain(
    '[Warning] InnoDB: Tablespace 5 was not found at ./d/t.ibd, and innodb_force_recovery was set. All redo log for this tablespace will be ignored!',
  );
  await expect(reload(engine)).rejects.toThrow('Tablespace is missing for a table');
  engine.close();
  world.forceRecovery = false;
  world.start().close();
});

test('a file that only the journal has ever had is made again', async () => {
  const engine = world.start();
  const table = await newTable(engine);
  commit(engine, table, (writes) => insert(writes, table, [1, 'one']));
  engine.abandon();
  removeFile();
  expect(rowsOf(await reload(world.start()))).toEqual([[1, 'one']]);
});
