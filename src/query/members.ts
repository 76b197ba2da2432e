/** The members of ENUM and SET: as texts, and as the numbers that are stored. */
import type { ListType } from '../base/types.js';

/** The text of an ENUM's member by its number, or of all members of a SET whose bits are there. */
export function memberText(number: bigint, { name, values }: ListType): string {
  if (name === 'ENUM') return values[Number(number) - 1] ?? '';
  return values.filter((_, index) => ((number >> BigInt(index)) & 1n) === 1n).join(',');
}

/** The number of a text that `memberText` has given. */
export function memberNumber(text: string, { name, values }: ListType): bigint {
  if (name === 'ENUM') return BigInt(values.indexOf(text) + 1);
  if (text === '') return 0n;
  return text.split(',').reduce((bits, member) => bits | memberBit(values.indexOf(member)), 0n);
}

/** The bit of a SET's member; no bit for one that is not there. */
export const memberBit = (index: number): bigint => (index < 0 ? 0n : 1n << BigInt(index));
