/** Texts of statements and results in the character sets that a session has for them. */
import { charsetOf } from '../base/charsets.js';
import { latin1Byte, latin1Text } from '../base/latin1.js';
import type { ResultColumn } from '../base/result.js';
import { decodeBytes, encodeText } from '../render/text.js';

const QUESTION_MARK = 0x3f;
const BEYOND_THREE_BYTES = /[\u{10000}-\u{10FFFF}]/gu;

export class WireText {
  /** character_set_client */
  readonly clientCharset: string;
  /** character_set_results; undefined: texts come as they are. */
  readonly resultCharset: string | undefined;
  /** collation_connection, which texts without another one have. */
  readonly connectionCollation: string;

  constructor(
    clientCharset: string,
    resultCharset: string | undefined,
    connectionCollation = `${clientCharset}_general_ci`,
  ) {
    this.clientCharset = clientCharset;
    this.resultCharset = resultCharset;
    this.connectionCollation = connectionCollation;
  }

  decode(bytes: Buffer): string {
    return this.clientCharset === 'latin1' ? latin1Text(bytes.toString('latin1')) : decodeBytes(bytes);
  }

  /** A name or a message. */
  encode(text: string): Uint8Array {
    return encodeIn(this.resultCharset ?? 'utf8mb3', text);
  }

  encodeCell(text: string, column: ResultColumn | undefined): Uint8Array {
    if (this.resultCharset !== undefined && this.resultCharset !== 'binary') return encodeIn(this.resultCharset, text);
    const collation = column && 'collation' in column.type ? column.type.collation : 'utf8mb3_general_ci';
    return encodeIn(charsetOf(collation), text);
  }
}

/** A character that the set does not have becomes a question mark. */
function encodeIn(charset: string, text: string): Uint8Array {
  if (charset === 'latin1' || charset === 'ascii') return encodeSingleBytes(text, charset === 'ascii' ? 0x80 : 0x100);
  return encodeText(charset === 'utf8mb3' ? text.replace(BEYOND_THREE_BYTES, '?') : text);
}

function encodeSingleBytes(text: string, limit: number): Uint8Array {
  const bytes = [...text].map((character) => latin1Byte(character.codePointAt(0) ?? 0) ?? QUESTION_MARK);
  return Uint8Array.from(bytes, (byte) => (byte < limit ? byte : QUESTION_MARK));
}
