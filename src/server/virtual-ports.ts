/** The real world but for its time, which nobody waits for: what is waited for outside of this program holds it back. */
import type { Clock, HttpRequest, Ports } from '../base/ports.js';
import { errorLog } from './error-log.js';
import { realPorts } from './ports.js';
import { realFiles } from './real-files.js';
import { VirtualClock } from './virtual-clock.js';

/** Time begins at `start`. */
export const virtualPorts = (start: number, sink: (line: string) => void): Ports =>
  portsInTimeOf(new VirtualClock(start), sink);

/** The time may as well be somebody else's, or the real one. */
export function portsInTimeOf(clock: Clock, sink: (line: string) => void): Ports {
  const ports = realPorts(sink);
  const inTime = { ...ports, clock, watch: ports.clock, log: errorLog(clock, sink) };
  if (!clock.during) return inTime;
  const during = clock.during.bind(clock);
  // Neither other threads nor the disk may go on while the time jumps.
  const http = { request: (request: HttpRequest) => during(ports.http.request(request)) };
  return { ...inTime, files: realFiles, threads: undefined, http };
}
