import { beforeEach, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/server/virtual-clock.js';

const START = Date.UTC(2026, 0, 1);
let clock: VirtualClock;
let happened: string[];

/** Notes what happens and how much time had passed then. */
const note = (what: string) => happened.push(`${what} at ${clock.now() - START}`);

beforeEach(() => {
  clock = new VirtualClock();
  happened = [];
});

test('a year of sleep takes no time', async () => {
  const year = 365 * 24 * 3600 * 1000;
  await clock.sleep(year);
  expect(clock.now()).toBe(START + year);
});

test('sleepers wake in the order of their time, not of their call', async () => {
  const sleep = async (ms: number) => {
    await clock.sleep(ms);
    note(`slept ${ms}`);
  };
  await Promise.all([sleep(300), sleep(100), sleep(200), sleep(0)]);
  expect(happened).toEqual(['slept 0 at 0', 'slept 100 at 100', 'slept 200 at 200', 'slept 300 at 300']);
});

test('of equal times the first call wakes first', async () => {
  await Promise.all(['a', 'b', 'c'].map((name) => clock.sleep(5).then(() => note(name))));
  expect(happened).toEqual(['a at 5', 'b at 5', 'c at 5']);
});

test('time waits for a sleeper that goes on to do something else', async () => {
  const steps = async () => {
    await clock.sleep(10);
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
    await clock.sleep(10);
    note('two steps');
  };
  await Promise.all([steps(), clock.sleep(15).then(() => note('one step'))]);
  expect(happened).toEqual(['one step at 15', 'two steps at 20']);
});

test('timers fire while somebody sleeps', async () => {
  clock.timer(50, () => note('timer'));
  await clock.sleep(100).then(() => note('sleeper'));
  expect(happened).toEqual(['timer at 50', 'sleeper at 100']);
});

test('a timer alone does not move the time', async () => {
  clock.timer(1, () => note('timer'));
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
  expect(happened).toEqual([]);
  expect(clock.now()).toBe(START);
});

test('a timer that starts itself again runs as long as somebody sleeps', async () => {
  const tick = () => {
    note('tick');
    clock.timer(10, tick);
  };
  clock.timer(10, tick);
  await clock.sleep(35);
  expect(happened).toEqual(['tick at 10', 'tick at 20', 'tick at 30']);
});

test('a cancelled timer does not fire', async () => {
  const timer = clock.timer(10, () => note('timer'));
  timer.cancel();
  await clock.sleep(20);
  expect(happened).toEqual([]);
});

test('an aborted sleep rejects with the reason, and its time is forgotten', async () => {
  const abort = new AbortController();
  const sleep = clock.sleep(1000, abort.signal);
  abort.abort(new Error('killed'));
  await expect(sleep).rejects.toThrow('killed');
  await clock.sleep(1);
  expect(clock.now()).toBe(START + 1);
});

test('a timer can abort a sleep half way', async () => {
  const abort = new AbortController();
  clock.timer(40, () => abort.abort('time-out'));
  await expect(clock.sleep(1000, abort.signal)).rejects.toBe('time-out');
  expect(clock.now()).toBe(START + 40);
});

test('a signal that is aborted already ends the sleep at once', async () => {
  await expect(clock.sleep(5, AbortSignal.abort('gone'))).rejects.toBe('gone');
  expect(clock.now()).toBe(START);
});

test('time stands still during outside work', async () => {
  const work = new Promise((resolve) => setTimeout(resolve, 30)).then(() => note('work'));
  await Promise.all([clock.during(work), clock.sleep(1).then(() => note('sleeper'))]);
  expect(happened).toEqual(['work at 0', 'sleeper at 1']);
});

test('time goes on after outside work that failed', async () => {
  const work = clock.during(Promise.reject(new Error('no network')));
  await expect(work).rejects.toThrow('no network');
  await clock.sleep(7);
  expect(clock.now()).toBe(START + 7);
});

test('advance passes everything that is due on the way, and no more', async () => {
  clock.timer(10, () => clock.timer(10, () => note('second')));
  clock.timer(31, () => note('late'));
  await clock.advance(30);
  expect(happened).toEqual(['second at 20']);
  expect(clock.now()).toBe(START + 30);
});

test('an endless sleep neither ends nor keeps others from ending', async () => {
  clock.sleep(Number.POSITIVE_INFINITY).then(() => note('the end of time'));
  await clock.sleep(3);
  expect(happened).toEqual([]);
});
