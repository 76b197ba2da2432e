/** Packets survive every way in which a network can cut them; nonsense is refused and nothing more. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compressedFrames, Decompressor } from '../../src/protocol/compression.js';
import { FrameWriter, PacketReader } from '../../src/protocol/frames.js';
import { MalformedPacket, PayloadReader, PayloadWriter } from '../../src/protocol/payload.js';
import { SEED } from '../support/ports.js';

const runs = { seed: SEED, numRuns: 300 };
const bytes = fc.uint8Array({ maxLength: 400 }).map((array) => Buffer.from(array));

/** The same bytes in other pieces. */
function cut(all: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map((place) => place % (all.length + 1)), all.length].sort((a, b) => a - b);
  return ends.map((end, at) => all.subarray(at === 0 ? 0 : ends[at - 1], end));
}

test('packets come out as they went in, however the stream is cut', () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 5 }), fc.array(fc.nat(), { maxLength: 9 }), (payloads, places) => {
      const writer = new FrameWriter(0);
      const stream = Buffer.concat(payloads.flatMap((payload) => [...writer.frames(payload)]));
      const reader = new PacketReader(() => 1000);
      const taken: Buffer[] = [];
      for (const chunk of cut(stream, places)) {
        reader.push(chunk);
        for (let packet = reader.take(); packet; packet = reader.take()) taken.push(packet.payload);
      }
      expect(taken).toEqual(payloads);
    }),
    runs,
  );
});

test('a packet of 16 MiB and more goes on in a further frame, also where that is empty', () => {
  for (const length of [0xfffffe, 0xffffff, 0x1000000]) {
    const writer = new FrameWriter(0);
    const reader = new PacketReader(() => length);
    for (const frame of writer.frames(Buffer.alloc(length, 7))) reader.push(Buffer.from(frame));
    expect(reader.take()?.payload.length).toBe(length);
    expect(writer.next).toBe(length < 0xffffff ? 1 : 2);
  }
});

test('compressed bytes come out as they went in, however the stream is cut', () => {
  fc.assert(
    fc.property(bytes, fc.nat(255), fc.array(fc.nat(), { maxLength: 9 }), (payload, sequence, places) => {
      const stream = Buffer.concat([...compressedFrames(payload, sequence)]);
      const decompressor = new Decompressor();
      const out = cut(stream, places).map((chunk) => decompressor.push(chunk));
      expect(Buffer.concat(out)).toEqual(payload);
    }),
    runs,
  );
});

test('integers and strings come out as they went in', () => {
  fc.assert(
    fc.property(fc.nat(0xffffff), bytes, (number, text) => {
      const payload = new PayloadWriter().integer(number, 3).lengthEncodedBytes(text).terminated('end').end();
      const reader = new PayloadReader(payload);
      expect([reader.integer(3), reader.lengthEncoded(), reader.terminated().toString(), reader.left]).toEqual([
        number,
        text,
        'end',
        0,
      ]);
    }),
    runs,
  );
});

test('a payload that is cut off is malformed', () => {
  const payload = new PayloadWriter().lengthEncodedBytes(Buffer.alloc(300)).terminated('end').end();
  for (const length of [0, 1, 2, 100, payload.length - 1]) {
    const reader = new PayloadReader(payload.subarray(0, length));
    expect(() => [reader.lengthEncoded(), reader.terminated()]).toThrow(MalformedPacket);
  }
});
