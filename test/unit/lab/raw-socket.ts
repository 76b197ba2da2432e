/** Bytes to a port of this machine and back. */
import { once } from 'node:events';
import { connect } from 'node:net';

/** All that the server says to these bytes, until it closes. */
export async function withServer(port: number, text: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part));
  socket.write(text);
  await once(socket, 'close');
  return Buffer.concat(parts).toString();
}
