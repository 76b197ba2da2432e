/** Failures of the file system in the server's words: the number and the text of the C library. */

const TEXTS: Readonly<Record<string, readonly [errno: number, text: string]>> = {
  EPERM: [1, 'Operation not permitted'],
  ENOENT: [2, 'No such file or directory'],
  EIO: [5, 'Input/output error'],
  EACCES: [13, 'Permission denied'],
  ENOTDIR: [20, 'Not a directory'],
  EISDIR: [21, 'Is a directory'],
  ENFILE: [23, 'Too many open files in system'],
  EMFILE: [24, 'Too many open files'],
  EFBIG: [27, 'File too large'],
  ENAMETOOLONG: [36, 'File name too long'],
  ELOOP: [40, 'Too many levels of symbolic links'],
};

export interface SystemError {
  readonly errno: number;
  readonly text: string;
}

/** What the operating system said, or undefined when the error is none of its own. */
export function systemError(error: unknown): SystemError | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  const [errno, text] = TEXTS[String(error.code)] ?? [];
  if (errno !== undefined && text !== undefined) return { errno, text };
  const known = error instanceof Error && 'errno' in error && typeof error.errno === 'number';
  return known ? { errno: Math.abs(Number(error.errno)), text: error.message } : undefined;
}

/** `(Errcode: 2 "No such file or directory")` */
export function errcode({ errno, text }: SystemError): string {
  return `(Errcode: ${errno} "${text}")`;
}
