/** `sealion inspect`: looks into files of a server without one, and answers with text and an exit code. */
import { resolve } from 'node:path';
import { systemError } from '../plugins/system-error.js';
import { audit } from './audit.js';
import { auditText } from './audit-text.js';
import { type DatadirReport, inspectDatadir } from './datadir.js';
import { datadirText } from './datadir-text.js';
import { inspectFile } from './inspect-file.js';
import { type Configuration, ConfigurationError, readConfiguration } from './key-source.js';
import { INSPECT_HELP, type InspectOptions, parseInspectOptions } from './options.js';
import { type Page, page } from './paint.js';
import type { FileReport } from './report.js';
import { reportsText } from './report-text.js';
import { type Answer, failure, type InspectRequest, json, NOT_READ, NOT_WELL } from './request.js';
import { SingleTablespace } from './single.js';

export function inspect(request: InspectRequest): Answer {
  const options = parseInspectOptions(request.args);
  if (typeof options === 'string') return failure(options, '--help lists the options');
  if (options.help) return { text: INSPECT_HELP, messages: [], exitCode: 0 };
  const { directory, ports, color, width } = request;
  try {
    const configuration = readConfiguration(options, directory, ports);
    return new Inspection(request, options, configuration, page(color, width)).answer();
  } catch (error) {
    if (error instanceof ConfigurationError) return failure(...error.message.split('\n'));
    throw error;
  }
}

class Inspection {
  readonly #request: InspectRequest;
  readonly #options: InspectOptions;
  readonly #configuration: Configuration;
  readonly #out: Page;

  constructor(request: InspectRequest, options: InspectOptions, configuration: Configuration, out: Page) {
    this.#request = request;
    this.#options = options;
    this.#configuration = configuration;
    this.#out = out;
  }

  answer(): Answer {
    const { files } = this.#options;
    const { notes } = this.#configuration;
    const answer = this.#answer(files);
    return { ...answer, messages: [...notes, ...answer.messages] };
  }

  #answer(files: readonly string[]): Answer {
    const { page: number, rows } = this.#options;
    const [file] = files;
    if (file === undefined) return this.#datadir();
    if (number === undefined && !rows) return this.#files(files);
    const single = new SingleTablespace(this.#request, this.#options, this.#configuration, this.#out);
    return rows ? single.rows(file) : single.page(file, number ?? 0);
  }

  #files(paths: readonly string[]): Answer {
    const [options, out] = [this.#options, this.#out];
    const reports = paths.map((path) => this.#file(path));
    if (options.audit) return this.#audit(reports, paths.join(', '));
    return {
      text: options.json ? json({ files: reports.map(forPrograms) }) : reportsText(reports, out, options.map),
      messages: [],
      exitCode: exitCodeOf(reports),
    };
  }

  #file(path: string): FileReport {
    const { directory, ports, isRegular } = this.#request;
    const full = resolve(directory, path);
    const { files } = ports;
    const odd = files.exists(full) && !files.isDirectory(full) && !isRegular(full);
    const report = odd ? specialFile(full) : inspectFile(full, files, this.#configuration.keys);
    return { ...report, path };
  }

  #datadir(): Answer {
    const { directory, ports, isRegular } = this.#request;
    const name = this.#options.datadir ?? this.#configuration.datadir;
    if (name === undefined) return failure('the option file names no datadir: name one with --datadir, or a FILE');
    const path = resolve(directory, name);
    if (ports.files.exists(path) && !ports.files.isDirectory(path)) return failure(`${name}: it is no directory`);
    try {
      return this.#report(inspectDatadir(path, this.#configuration, ports.files, isRegular));
    } catch (error) {
      const reason = systemError(error);
      if (!reason) throw error;
      return failure(`${name}: ${reason.text}`);
    }
  }

  #report(report: DatadirReport): Answer {
    const { json: forProgram, audit: wanted } = this.#options;
    if (wanted) return this.#audit(report.files, report.datadir);
    return {
      text: forProgram
        ? json({ datadir: report.datadir, files: report.files.map(forPrograms) })
        : datadirText(report, this.#out),
      messages: [],
      exitCode: exitCodeOf(report.files),
    };
  }

  #audit(reports: readonly FileReport[], place: string): Answer {
    const result = audit(reports, this.#options.minVersion);
    return {
      text: this.#options.json ? json(result) : auditText(result, place, this.#out),
      messages: [],
      exitCode: result.exitCode,
    };
  }
}

const specialFile = (path: string): FileReport => ({
  path,
  size: 0,
  kind: 'unknown',
  encryption: 'unknown',
  why: 'it could not be read',
  keyVersions: {},
  lines: [],
  problems: [{ level: 'error', text: 'it is no ordinary file' }],
});

/** Without what only the text needs. */
function forPrograms({ lines, map, ...report }: FileReport): object {
  return report;
}

function exitCodeOf(reports: readonly FileReport[]): number {
  const levels = new Set(reports.flatMap(({ problems }) => problems.map(({ level }) => level)));
  if (levels.has('error')) return NOT_READ;
  return levels.has('damage') ? NOT_WELL : 0;
}
