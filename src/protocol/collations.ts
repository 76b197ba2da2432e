/** The collations that clients name by number when they log in. */

// biome-ignore format: read as a table.
const NAMES: Readonly<Record<number, string>> = {
  8: 'latin1_swedish_ci', 11: 'ascii_general_ci', 33: 'utf8mb3_general_ci', 45: 'utf8mb4_general_ci',
  46: 'utf8mb4_bin', 47: 'latin1_bin', 63: 'binary', 65: 'ascii_bin', 83: 'utf8mb3_bin', 192: 'utf8mb3_unicode_ci',
  224: 'utf8mb4_unicode_ci',
};

/** Undefined for one that is not simulated: the session has the server's own then. */
export const collationOf = (number: number): string | undefined => NAMES[number];

/** What the greeting says; 0 where it has no number here. */
export const collationNumber = (name: string): number =>
  Number(Object.entries(NAMES).find(([, collation]) => collation === name)?.[0] ?? 0);
