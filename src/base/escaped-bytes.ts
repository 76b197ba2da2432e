/**
 * Text as bytes and bytes as text.
 *
 * Output must be byte for byte what the server sent, and a statement may hold bytes that are no valid UTF-8. Such bytes
 * travel through strings as lone surrogates U+DC80 … U+DCFF and become the same bytes again at the edge.
 */
const ESCAPE = 0xdc00;
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The bytes as text; bytes that are no UTF-8 become lone surrogates. */
export function decodeBytes(bytes: Uint8Array): string {
  return decodeValid(bytes) ?? decodeMixed(bytes);
}

function decodeValid(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

function decodeMixed(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at] ?? 0;
    const length = sequenceLength(lead);
    const character = decodeValid(bytes.subarray(at, at + length));
    text += character ?? String.fromCharCode(ESCAPE + lead);
    at += character === undefined ? 1 : length;
  }
  return text;
}

function sequenceLength(lead: number): number {
  if (lead < 0xc0) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

/** Whether bytes that are no UTF-8 are in the text. */
export const hasEscapedBytes = (text: string): boolean => /\p{Surrogate}/u.test(text);

/** The inverse of `decodeBytes`. */
export function encodeText(text: string): Uint8Array {
  if (!hasEscapedBytes(text)) return Buffer.from(text);
  const parts = text.split(/(\p{Surrogate}+)/u);
  return Buffer.concat(parts.map((part, index) => (index % 2 === 0 ? Buffer.from(part) : escapedBytes(part))));
}

function escapedBytes(surrogates: string): Uint8Array {
  return Uint8Array.from(surrogates, (unit) => unit.charCodeAt(0) - ESCAPE);
}
