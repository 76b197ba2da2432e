/** simple_password_check: a new password needs some length and some characters of each kind. */
import { definePlugin, type Host, type SetNews, SqlError, type Sysvar, sysvar, unsigned } from 'sealion/plugin';

const ER_TRUNCATED_WRONG_VALUE = 1292;
const ER_NOT_VALID_PASSWORD = 1819;

type Count = Sysvar<number>;

function count(name: string, initial: number, comment: string, update: (news: SetNews) => void): Count {
  return sysvar(`simple_password_check_${name}`, {
    scope: 'GLOBAL',
    type: unsigned({ min: 0, max: 1000 }),
    default: initial,
    comment,
    update: (_, news) => update(news),
  });
}

/** The length can not be less than what the other rules ask for. */
function adjustLength({ get, set, warn }: SetNews): void {
  const length = get(minimalLength);
  const needed = get(digits) + get(otherCharacters) + 2 * get(lettersSameCase);
  if (length >= needed) return;
  set(minimalLength, needed);
  const text = `Adjusted the value of ${minimalLength.name} from ${length} to ${needed}`;
  warn('Warning', new SqlError(ER_TRUNCATED_WRONG_VALUE, '22007', text));
}

const minimalLength = count('minimal_length', 8, 'Minimal required password length', adjustLength);
const digits = count('digits', 1, 'Minimal required number of digits', adjustLength);
const lettersSameCase = count(
  'letters_same_case',
  1,
  'Minimal required number of letters of the same letter case.This limit is applied separately to upper-case and lower-case letters',
  adjustLength,
);
const otherCharacters = count(
  'other_characters',
  1,
  'Minimal required number of other (not letters or digits) characters',
  adjustLength,
);

const vars = { digits, lettersSameCase, minimalLength, otherCharacters };

export default definePlugin({
  name: 'simple_password_check',
  type: 'PASSWORD VALIDATION',
  version: '1.0',
  maturity: 'Stable',
  author: 'Sealion',
  description: 'Simple password strength checks',
  license: 'GPL',
  vars,

  init: ({ vars: limits, log }) => ({
    validate(user, password) {
      const complaints = complaintsOf(user, password, limits);
      for (const complaint of complaints) log.warn(ER_NOT_VALID_PASSWORD, `simple_password_check: ${complaint}`);
      return complaints.length === 0;
    },
  }),
});

/** Characters are counted as bytes, and only those of ASCII are letters. */
function complaintsOf(user: string, password: string, limits: Host<typeof vars>['vars']): string[] {
  // An empty password is equal to the beginning of every name.
  if (user.startsWith(password)) return ['The password equal to the user name'];
  const length = Buffer.byteLength(password);
  const [upper, lower, numbers] = [/[A-Z]/g, /[a-z]/g, /\d/g].map((kind) => password.match(kind)?.length ?? 0);
  const found = { upper: upper ?? 0, lower: lower ?? 0, digits: numbers ?? 0 };
  const { minimalLength, lettersSameCase, digits, otherCharacters } = limits;
  const rules: readonly (readonly [complaint: string, has: number, needs: number])[] = [
    ['Too short password', length, minimalLength],
    ['Not enough upper case letters', found.upper, lettersSameCase],
    ['Not enough lower case letters', found.lower, lettersSameCase],
    ['Not enough digits', found.digits, digits],
    ['Not enough special characters', length - found.upper - found.lower - found.digits, otherCharacters],
  ];
  return rules.filter(([, has, needs]) => has < needs).map(([complaint, , needs]) => `${complaint} (< ${needs})`);
}
