/** How innodb_encryption_rotation_iops is divided among the encryption threads. */

/** What a thread believes that it can do before it has read anything from the disk. */
const FIRST_ESTIMATE = 20;
/** What it believes once it has: nothing here is as slow as a disk was. */
const DISK_ESTIMATE = 10_000;

/** One thread's part. */
export interface Share {
  allocated: number;
  estimate: number;
  /** What the status variable already has of it. */
  reported: number;
}

export class IopsBudget {
  /** Innodb_encryption_rotation_estimated_iops: a thread that ends leaves its last estimate in it. */
  estimated = 0;
  private readonly limit: () => number;
  private readonly shares = new Set<Share>();

  constructor(limit: () => number) {
    this.limit = limit;
  }

  join(): Share {
    const share: Share = { allocated: 0, estimate: FIRST_ESTIMATE, reported: 0 };
    this.shares.add(share);
    return share;
  }

  leave(share: Share): void {
    this.shares.delete(share);
  }

  /** Gives a thread what it believes to need, as far as there is so much; false when there is nothing. */
  allocate(share: Share): boolean {
    let free = this.limit();
    for (const other of this.shares) if (other !== share) free -= other.allocated;
    share.allocated = Math.max(0, Math.min(free, share.estimate));
    return share.allocated > 0;
  }

  release(share: Share): void {
    share.allocated = 0;
  }

  /** A batch is done. */
  report(share: Share, readFromDisk: boolean): void {
    if (readFromDisk) share.estimate = DISK_ESTIMATE;
    this.estimated += share.estimate - share.reported;
    share.reported = share.estimate;
  }
}
