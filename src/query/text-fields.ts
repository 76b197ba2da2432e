/** Files of LOAD DATA: text into lines, lines into fields. */
import type { FileFormat } from '../parser/ast.js';

/** What a file says of one row; null is NULL. */
export type TextRow = readonly (string | null)[];

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '0': '\0', b: '\b', Z: '\x1a' };

/** The rows of a file. Enclosed fields may hold the ends of fields and lines. */
export function* textRows(text: string, format: FileFormat, ignoredLines: number): Generator<TextRow> {
  const reader = new FieldReader(text, format);
  for (let line = 0; line < ignoredLines; line++) reader.skipLine();
  while (reader.findLine()) yield reader.row();
}

/** The content of a field: NULL when nothing but an escaped N is in it. */
class FieldText {
  private text = '';
  private pieces = 0;
  private escapedN = false;

  /** undefined: an escaped N. */
  add(piece: string | undefined): void {
    this.text += piece ?? 'N';
    this.pieces++;
    this.escapedN ||= piece === undefined;
  }

  get content(): string | null {
    return this.escapedN && this.pieces === 1 ? null : this.text;
  }
}

class FieldReader {
  private readonly text: string;
  private readonly format: FileFormat;
  private at = 0;

  constructor(text: string, format: FileFormat) {
    this.text = text;
    this.format = format;
  }

  skipLine(): void {
    const end = this.text.indexOf(this.format.lineEnd, this.at);
    this.at = end < 0 ? this.text.length : end + this.format.lineEnd.length;
  }

  /** Goes to where the next line begins; false at the end of the file. */
  findLine(): boolean {
    const { lineStart } = this.format;
    if (lineStart !== '') {
      const start = this.text.indexOf(lineStart, this.at);
      this.at = start < 0 ? this.text.length : start + lineStart.length;
    }
    return this.at < this.text.length;
  }

  row(): TextRow {
    const fields: (string | null)[] = [];
    for (;;) {
      fields.push(this.field());
      if (!this.take(this.format.fieldEnd)) break;
    }
    this.take(this.format.lineEnd);
    return fields;
  }

  private field(): string | null {
    const { enclosure } = this.format;
    return enclosure !== '' && this.text.startsWith(enclosure, this.at) ? this.enclosed(enclosure) : this.bare();
  }

  private bare(): string | null {
    const value = new FieldText();
    const start = this.at;
    while (this.at < this.text.length && !this.isFieldEnd(this.at)) value.add(this.character());
    const isNullWord = this.format.enclosure !== '' && this.text.slice(start, this.at) === 'NULL';
    return isNullWord ? null : value.content;
  }

  /** Up to the enclosure that ends it, which a field's or line's end follows; two are one. */
  private enclosed(enclosure: string): string | null {
    const value = new FieldText();
    const start = this.at;
    this.at += enclosure.length;
    while (this.at < this.text.length) {
      if (!this.text.startsWith(enclosure, this.at)) value.add(this.character());
      else if (this.text.startsWith(enclosure, this.at + enclosure.length)) {
        value.add(enclosure);
        this.at += 2 * enclosure.length;
      } else if (this.endsAt(this.at + enclosure.length)) {
        this.at += enclosure.length;
        return value.content;
      } else value.add(this.character());
    }
    // Nothing ends it: what looked like an enclosure belongs to the text.
    return this.text.slice(start);
  }

  /** The next character, its escape resolved; undefined for an escaped N. */
  private character(): string | undefined {
    const { escape } = this.format;
    if (escape !== '' && this.text.startsWith(escape, this.at) && this.at + escape.length < this.text.length) {
      const code = this.text.charAt(this.at + escape.length);
      this.at += escape.length + 1;
      return code === 'N' ? undefined : (ESCAPED[code] ?? code);
    }
    return this.text.charAt(this.at++);
  }

  private endsAt(position: number): boolean {
    return position >= this.text.length || this.isFieldEnd(position);
  }

  private isFieldEnd(position: number): boolean {
    const { fieldEnd, lineEnd } = this.format;
    return (
      (fieldEnd !== '' && this.text.startsWith(fieldEnd, position)) ||
      (lineEnd !== '' && this.text.startsWith(lineEnd, position))
    );
  }

  private take(end: string): boolean {
    if (end === '' || !this.text.startsWith(end, this.at)) return false;
    this.at += end.length;
    return true;
  }
}
