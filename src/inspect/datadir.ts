/** All files of a data directory, those that links in it lead to included, each with its report. */
import { dirname, join, resolve } from 'node:path';
import type { Files } from '../base/ports.js';
import { inspectFile } from './inspect-file.js';
import type { Configuration, Elsewhere } from './key-source.js';
import type { Keys } from './page-opener.js';
import type { FileReport } from './report.js';

export interface DatadirReport {
  readonly datadir: string;
  readonly files: readonly FileReport[];
}

/** Whether a path is an ordinary file: pipes and sockets are not to be opened. */
export type IsRegular = (path: string) => boolean;

/** Throws what the file system throws where the directory itself can not be read. */
export function inspectDatadir(
  datadir: string,
  { keys, elsewhere }: Pick<Configuration, 'keys' | 'elsewhere'>,
  files: Files,
  isRegular: IsRegular,
): DatadirReport {
  const paths = pathsIn(datadir, files, isRegular);
  const reports = paths.map((path) => named(inspectFile(join(datadir, path), files, keys), path));
  const others = elsewhere.flatMap((place) => pathsElsewhere(place, files));
  return {
    datadir,
    files: mergeAria([
      ...reports,
      ...linked(datadir, paths, files, keys),
      ...others.map((path) => inspectFile(path, files, keys)),
    ]),
  };
}

/** A directory that is not there is reported as a file that can not be read. */
function pathsElsewhere({ directory, names }: Elsewhere, files: Files): string[] {
  const found = list(directory, files);
  if (found === undefined) return [directory];
  return found.filter((name) => names.test(name)).map((name) => join(directory, name));
}

const named = (report: FileReport, path: string): FileReport => ({ ...report, path });

/** Those of the directory itself, then those of each database. */
function pathsIn(datadir: string, files: Files, isRegular: IsRegular): string[] {
  const names = files.list(datadir);
  const isDirectory = (name: string) => files.isDirectory(join(datadir, name));
  const below = names.filter(isDirectory).flatMap((name) => filesBelow(datadir, name, files, isRegular));
  return [...names.filter((name) => !isDirectory(name) && isRegular(join(datadir, name))), ...below];
}

const DEPTH_MAX = 8;

function filesBelow(datadir: string, path: string, files: Files, isRegular: IsRegular, depth = 0): string[] {
  if (depth > DEPTH_MAX) return [];
  const names = list(join(datadir, path), files);
  if (names === undefined) return [path];
  return names.flatMap((name) => {
    const below = join(path, name);
    if (files.isDirectory(join(datadir, below))) return filesBelow(datadir, below, files, isRegular, depth + 1);
    return isRegular(join(datadir, below)) ? [below] : [];
  });
}

/** undefined for a directory that may not be read: it is reported as a file that can not. */
function list(path: string, files: Files): string[] | undefined {
  try {
    return files.list(path);
  } catch {
    return undefined;
  }
}

const LINK = /\.isl$/;
const LINK_MAX = 4096;

/** Tablespaces of tables with DATA DIRECTORY stand elsewhere; a file beside the definition says where. */
function linked(datadir: string, paths: readonly string[], files: Files, keys: Keys | undefined): FileReport[] {
  return paths
    .filter((path) => LINK.test(path))
    .map((path) => {
      const link = join(datadir, path);
      const target = Buffer.from(files.readFile(link, LINK_MAX)).toString().trim();
      return inspectFile(resolve(dirname(link), target), files, keys);
    });
}

/** An Aria table is two files of which the second says what the first is: they are one line, unless one is missing. */
function mergeAria(reports: readonly FileReport[]): FileReport[] {
  const data = new Set(reports.filter(({ kind }) => kind === 'Aria data').map(({ path }) => path));
  return reports.flatMap((report) => {
    if (report.kind !== 'Aria index') return [report];
    const beside = report.path.replace(/\.MAI$/, '.MAD');
    return data.has(beside) && report.problems.length === 0 ? [] : [report];
  });
}
