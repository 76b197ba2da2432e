/** Every SQL function by its name. */
import { arithmeticFunctions } from './arithmetic.js';
import { characterSetFunctions } from './character-sets.js';
import { strToDate } from './date-parse.js';
import { dateFunctions } from './dates.js';
import type { SqlFunction } from './define.js';
import { fileFunctions } from './files.js';
import { hashFunctions } from './hashes.js';
import { jsonFunctions } from './json.js';
import { choiceFunctions } from './logic.js';
import { matchingFunctions } from './matching.js';
import { numberFunctions } from './numbers.js';
import { sessionFunctions } from './session.js';
import { setFunctions } from './sets.js';
import { stringFunctions } from './strings.js';
import { textCodeFunctions } from './text-codes.js';
import { timeSums } from './time-sums.js';

const FUNCTIONS: readonly SqlFunction[] = [
  ...arithmeticFunctions,
  ...choiceFunctions,
  ...dateFunctions,
  ...fileFunctions,
  ...hashFunctions,
  ...jsonFunctions,
  ...matchingFunctions,
  ...numberFunctions,
  ...characterSetFunctions,
  ...sessionFunctions,
  ...setFunctions,
  ...stringFunctions,
  ...textCodeFunctions,
  ...timeSums,
  strToDate,
];

const byName = new Map(FUNCTIONS.map((one) => [one.name, one]));

/** The function of that name, in any case; aggregates and special forms are not among them. */
export const functionNamed = (name: string): SqlFunction | undefined => byName.get(name.toLowerCase());
