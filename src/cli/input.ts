/** Standard input as lines, without reading ahead more than a chunk. */
import { decodeBytes } from '../render/text.js';

export async function* inputLines(stream: AsyncIterable<Buffer | string>): AsyncGenerator<string> {
  let rest: Buffer<ArrayBufferLike> = Buffer.alloc(0);
  for await (const chunk of stream) {
    rest = Buffer.concat([rest, Buffer.from(chunk)]);
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      yield decodeBytes(rest.subarray(0, end));
      rest = rest.subarray(end + 1);
    }
  }
  if (rest.length > 0) yield decodeBytes(rest);
}
