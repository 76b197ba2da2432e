/** What is asked of a single tablespace: one of its pages, or its rows. */
import { resolve } from 'node:path';
import type { OpenFile } from '../base/ports.js';
import type { TableDefinition } from '../engine/definition.js';
import { systemError } from '../plugins/system-error.js';
import { DefinitionError, parseDefinition } from './definition.js';
import type { Configuration } from './key-source.js';
import type { InspectOptions } from './options.js';
import { type PageView, viewPage } from './page-view.js';
import { pageViewText } from './page-view-text.js';
import type { Page } from './paint.js';
import { type Answer, failure, type InspectRequest, json, NOT_WELL } from './request.js';
import { RowReader, whyNoRows } from './rows.js';
import { rowsText } from './rows-text.js';
import { readSpaceHeader, type SpaceHeader } from './tablespace.js';

/** Rows come one by one; whoever takes them gets them in larger pieces. */
const PIECE = 65_536;

export class SingleTablespace {
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

  page(path: string, number: number): Answer {
    return this.#with(path, (file, header) => {
      const view = viewPage(file, header, number, this.#configuration.keys);
      if (!view) return failure(`${path}: it has no page ${number}: the last one is ${header.pages - 1}`);
      const bad = view.facts.damage !== undefined || (view.verdict !== undefined && view.verdict !== 'ok');
      return {
        text: this.#options.json ? json(forPrograms(view)) : pageViewText(path, view, this.#out),
        messages: [],
        exitCode: bad ? NOT_WELL : 0,
      };
    });
  }

  rows(path: string): Answer {
    return this.#with(path, (file, header) => {
      const reason = whyNoRows(header);
      if (reason !== undefined) return failure(`${path}: ${reason}`);
      const definition = this.#definition(path);
      return typeof definition === 'string' ? failure(definition) : this.#write(path, file, header, definition);
    });
  }

  #write(path: string, file: OpenFile, header: SpaceHeader, definition: TableDefinition): Answer {
    const reader = new RowReader(file, header, definition, this.#configuration.keys);
    let piece = '';
    for (const text of rowsText(definition, reader.rows(), this.#options.format)) {
      piece += text;
      if (piece.length < PIECE) continue;
      this.#request.write(piece);
      piece = '';
    }
    const messages = reader.lost.map(({ page, reason }) => `${path}: page ${page}: ${reason}; its rows are missing`);
    return { text: piece, messages, exitCode: messages.length > 0 ? NOT_WELL : 0 };
  }

  /** The definition, or why there is none. */
  #definition(path: string): TableDefinition | string {
    const { directory, ports, definitionOf } = this.#request;
    const { definition: name } = this.#options;
    if (name === undefined) {
      const found = definitionOf(resolve(directory, path));
      return found ?? `${path}: what its columns are is not known: name a file with CREATE TABLE with --definition`;
    }
    try {
      return parseDefinition(Buffer.from(ports.files.readFile(resolve(directory, name))).toString('utf8'));
    } catch (error) {
      const text = error instanceof DefinitionError ? error.message : systemError(error)?.text;
      if (text === undefined) throw error;
      return `${name}: ${text}`;
    }
  }

  #with(path: string, use: (file: OpenFile, header: SpaceHeader) => Answer): Answer {
    const { directory, ports, isRegular } = this.#request;
    const full = resolve(directory, path);
    try {
      if (ports.files.isDirectory(full)) return failure(`${path}: it is a directory`);
      if (ports.files.exists(full) && !isRegular(full)) return failure(`${path}: it is no ordinary file`);
      const file = ports.files.open(full, 'r');
      try {
        const header = readSpaceHeader(file);
        return header ? use(file, header) : failure(`${path}: it is no tablespace, or page 0 and others are damaged`);
      } finally {
        file.close();
      }
    } catch (error) {
      const reason = systemError(error);
      if (!reason) throw error;
      return failure(`${path}: ${reason.text}`);
    }
  }
}

/** Without the bytes. */
function forPrograms({ stored, plain, ...view }: PageView): object {
  return view;
}
