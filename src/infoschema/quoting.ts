/** Names and strings as the server writes them in definitions. */

export type Quote = '`' | '"';

/** A name in quotes. */
export const quoteName = (name: string, quote: Quote = '`'): string =>
  `${quote}${name.replaceAll(quote, quote + quote)}${quote}`;

/** A string as the server writes it in definitions. */
export const quoteText = (text: string): string =>
  `'${text.replace(/[\\'\n\r\0]/g, (character) => ESCAPES[character] ?? character)}'`;

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "''", '\n': '\\n', '\r': '\\r', '\0': '\\0' };
