/**
 * Where pages are computed anew: in this thread, or in others as long as a large tablespace has to be done. Those
 * share the memory that the pages are in, and get no other key than the local ones of this tablespace.
 */
import type { Clock, Ports, Thread, Threads } from '../base/ports.js';
import { PageCorruption } from './page/corruption.js';
import { type CipherParts, PageCipher } from './page/crypt.js';
import { PAGE_SIZE } from './page/layout.js';
import { type Reseal, reseal } from './page/reseal.js';

/** Threads are kept so long: they work at full speed after some tens of megabytes only, and often other tables follow. */
const LINGER_MS = 10_000;
/** A thread has its next task before it has done this one. */
const TASKS_PER_THREAD = 2;

interface Helper {
  readonly thread: Thread;
  tasks: number;
  isLeaving: boolean;
}

/** What a thread is asked for. */
interface Task {
  readonly work: Reseal;
  readonly cipher: CipherParts;
}

/** The page that can not be read; undefined where all is well. */
type Answer = { readonly page: number; readonly reason: string } | undefined;

/** What the other thread does. */
export function answer(task: unknown): Answer {
  const { work, cipher } = task as Task;
  try {
    reseal(work, PageCipher.of(cipher));
    return undefined;
  } catch (error) {
    if (error instanceof PageCorruption) return { page: error.pageNumber, reason: error.reason };
    throw error;
  }
}

export class PageWork {
  private readonly threads: Threads | undefined;
  private readonly clock: Clock;
  private helpers: Helper[] = [];
  /** What threads were started for; another thing when nobody wants them any more. */
  private purpose: object | undefined;
  private end: { cancel(): void } | undefined;

  constructor({ threads, clock }: Pick<Ports, 'threads' | 'clock'>) {
    this.threads = threads;
    this.clock = clock;
  }

  /** So many pages will have to be done. */
  expect(pages: number): void {
    const { threads } = this;
    this.end?.cancel();
    if (!threads || pages * PAGE_SIZE < threads.worthBytes || this.purpose) return;
    const purpose = {};
    this.purpose = purpose;
    for (let number = 0; number < threads.count; number++) {
      threads.start().then(
        (thread) => {
          if (this.purpose === purpose) this.helpers.push({ thread, tasks: 0, isLeaving: false });
          else thread.end();
        },
        // What it would have done is done here.
        () => {},
      );
    }
  }

  /** Nothing more has to be done for now. */
  rest(): void {
    this.end?.cancel();
    if (this.purpose) this.end = this.clock.timer(LINGER_MS, () => this.stop());
  }

  /** Threads end when they have done what they were asked for. */
  stop(): void {
    this.end?.cancel();
    this.purpose = undefined;
    for (const helper of this.helpers.splice(0)) {
      helper.isLeaving = true;
      if (helper.tasks === 0) helper.thread.end();
    }
  }

  /** Throws PageCorruption. */
  async reseal(work: Reseal, cipher: PageCipher): Promise<void> {
    const [helper] = this.helpers.filter(({ tasks }) => tasks < TASKS_PER_THREAD).sort((a, b) => a.tasks - b.tasks);
    const parts = helper && cipher.parts([work.version, ...work.groups.map(({ version }) => version)]);
    if (!helper || !parts) {
      reseal(work, cipher);
      return;
    }
    const found = await this.ask(helper, { work, cipher: parts });
    if (found) throw new PageCorruption(found.page, found.reason);
  }

  private async ask(helper: Helper, task: Task): Promise<Answer> {
    helper.tasks++;
    try {
      return (await helper.thread.ask(task)) as Answer;
    } catch (error) {
      this.helpers = this.helpers.filter((other) => other !== helper);
      throw error;
    } finally {
      helper.tasks--;
      if (helper.isLeaving && helper.tasks === 0) helper.thread.end();
    }
  }
}
