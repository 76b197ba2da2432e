/**
 * From a SONAME to a library: one of those that come with the server, else a module in plugin_dir.
 *
 * A library is listed and compared by the name of its file, `name.so`, as on a server with shared objects.
 */
import { sqlError } from '../base/errors.js';
import type { Files } from '../base/ports.js';
import { type Deadline, within } from './deadline.js';
import type { Library, Plugin, ServerIdentity } from './define.js';
import { pluginsOf } from './library-shape.js';
import { systemError } from './system-error.js';
import { importDefault, newInstance } from './user-modules.js';

/** A library that is open. */
export interface OpenLibrary {
  /** As PLUGIN_LIBRARY shows it: `name.so`. */
  readonly file: string;
  readonly plugins: readonly Plugin[];
}

/** Libraries that need no file, by name without `.so`. */
export type BundledLibraries = Readonly<Record<string, () => Promise<Library>>>;

const SUFFIX = '.so';
const EXTENSIONS = ['.js', '.mjs', '.ts'];
const NAME_LENGTH_MAX = 64;
const REASON_LENGTH_MAX = 128;

/** `x`, `x.so` and `x.SO` are one library. */
export const libraryFile = (soname: string): string =>
  soname.toLowerCase().endsWith(SUFFIX) ? soname : `${soname}${SUFFIX}`;

const baseName = (file: string) => file.slice(0, -SUFFIX.length);

export class LibraryLoader {
  private readonly files: Files;
  private readonly server: ServerIdentity;
  private readonly bundled: BundledLibraries;
  private readonly deadline: Deadline;
  /** With a `/` at its end, as @@plugin_dir shows it. */
  readonly directory: string;
  private readonly instance = newInstance();

  constructor(directory: string, files: Files, server: ServerIdentity, bundled: BundledLibraries, deadline: Deadline) {
    this.deadline = deadline;
    this.directory = directory.endsWith('/') ? directory : `${directory}/`;
    this.files = files;
    this.server = server;
    this.bundled = bundled;
  }

  /** Opens the library of that file name (`name.so`). */
  async open(file: string): Promise<OpenLibrary> {
    if (file.length > NAME_LENGTH_MAX || file.includes('/')) throw sqlError('ER_UDF_NO_PATHS');
    const exported = await this.defaultExport(file);
    if (exported === undefined) throw sqlError('ER_CANT_FIND_DL_ENTRY', '_mysql_plugin_interface_version_');
    const plugins = this.shape(file, exported);
    if ('problem' in plugins) throw this.cannotOpen(file, 8, `plugin interface version mismatch: ${plugins.problem}`);
    return { file, plugins };
  }

  /** The file names of all libraries that could be opened, in alphabetical order. */
  fileNames(): readonly string[] {
    const inDirectory = this.listDirectory().flatMap((name) => {
      const extension = EXTENSIONS.find((candidate) => name.endsWith(candidate) && !name.endsWith('.d.ts'));
      return extension ? [`${name.slice(0, -extension.length)}${SUFFIX}`] : [];
    });
    return [...new Set([...Object.keys(this.bundled).map((name) => `${name}${SUFFIX}`), ...inDirectory])].sort();
  }

  private async defaultExport(file: string): Promise<unknown> {
    const name = baseName(file);
    // Only a library that is open already goes by `.SO`, too.
    if (!file.endsWith(SUFFIX)) throw this.notFound(file);
    const bundled = Object.hasOwn(this.bundled, name) ? this.bundled[name] : undefined;
    if (bundled !== undefined) return bundled();
    const path = this.modulePath(file);
    try {
      const source = Buffer.from(this.files.readFile(path)).toString();
      return await within(baseName(file), () => importDefault(path, source, this.instance), this.deadline);
    } catch (error) {
      throw this.cannotOpen(file, 22, firstLine(error));
    }
  }

  private shape(file: string, exported: unknown): ReturnType<typeof pluginsOf> {
    try {
      return pluginsOf(exported, this.server);
    } catch (error) {
      throw this.cannotOpen(file, 22, firstLine(error));
    }
  }

  private modulePath(file: string): string {
    const candidates = EXTENSIONS.map((extension) => `${this.directory}${baseName(file)}${extension}`);
    const path = candidates.find((candidate) => this.files.exists(candidate));
    if (path !== undefined && !this.files.isDirectory(path)) return path;
    const shared = `${this.directory}${file}`;
    if (this.files.isDirectory(path ?? shared))
      throw this.cannotOpen(file, 21, 'cannot read file data: Is a directory');
    // Another server's shared object is no module of this one.
    if (this.files.exists(shared)) throw this.cannotOpen(file, 8, 'plugin interface version mismatch');
    throw this.notFound(file);
  }

  private listDirectory(): readonly string[] {
    try {
      return this.files.list(this.directory);
    } catch (error) {
      const system = systemError(error);
      if (system === undefined) throw error;
      throw sqlError('ER_CANT_READ_DIR', this.directory, system.errno, system.text);
    }
  }

  private notFound(file: string) {
    return this.cannotOpen(file, 2, 'cannot open shared object file: No such file or directory');
  }

  private cannotOpen(file: string, errno: number, reason: string) {
    return sqlError('ER_CANT_OPEN_LIBRARY', `${this.directory}${file}`, errno, reason.slice(0, REASON_LENGTH_MAX));
  }
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0] ?? '';
}
