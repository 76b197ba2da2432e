/** Every character set and collation that the server knows. */

interface CharsetFacts {
  readonly description: string;
  /** Bytes that one character takes at most. */
  readonly maxBytes: number;
  /** `name=id/sortlen`, the default first; the name follows that of the character set. `+`: there is one of NO PAD. */
  readonly collations: string;
}

export interface CollationFacts {
  readonly name: string;
  readonly charset: string;
  readonly id: number;
  readonly isDefault: boolean;
  /** What sorting takes for each character, as the server tells. */
  readonly sortLength: number;
}

/** The languages that Unicode's collations are tailored to, by the places of their ids. */
const LANGUAGES =
  'icelandic latvian romanian slovenian polish estonian spanish swedish turkish czech danish lithuanian slovak ' +
  'spanish2 roman persian esperanto hungarian sinhala german2';

/** Unicode's collations: ids count on from one number, those of later days from another one. */
function unicode(general: number, bin: number, first: number, later: number): string {
  const languages = LANGUAGES.split(' ').map((language, at) => `${language}_ci=${first + 1 + at}/8`);
  return [
    `general_ci=${general}+ bin=${bin}+ unicode_ci=${first}+/8`,
    ...languages,
    `croatian_mysql561_ci=${first + 21}/8 unicode_520_ci=${first + 22}+/8 vietnamese_ci=${first + 23}/8`,
    `croatian_ci=${later}/8 myanmar_ci=${later + 1}/8 thai_520_w2=${later + 2}/4`,
  ].join(' ');
}

const facts = (description: string, maxBytes: number, collations: string): CharsetFacts => ({
  description,
  maxBytes,
  collations,
});

/** In the server's order. */
const CHARSETS: Readonly<Record<string, CharsetFacts>> = {
  big5: facts('Big5 Traditional Chinese', 2, 'chinese_ci=1+ bin=84+'),
  dec8: facts('DEC West European', 1, 'swedish_ci=3+ bin=69+'),
  cp850: facts('DOS West European', 1, 'general_ci=4+ bin=80+'),
  hp8: facts('HP West European', 1, 'english_ci=6+ bin=72+'),
  koi8r: facts('KOI8-R Relcom Russian', 1, 'general_ci=7+ bin=74+'),
  latin1: facts(
    'cp1252 West European',
    1,
    'swedish_ci=8+ german1_ci=5 danish_ci=15 german2_ci=31/2 bin=47+ general_ci=48 general_cs=49 spanish_ci=94',
  ),
  latin2: facts('ISO 8859-2 Central European', 1, 'general_ci=9+ czech_cs=2/4 hungarian_ci=21 croatian_ci=27 bin=77+'),
  swe7: facts('7bit Swedish', 1, 'swedish_ci=10+ bin=82+'),
  ascii: facts('US ASCII', 1, 'general_ci=11+ bin=65+'),
  ujis: facts('EUC-JP Japanese', 3, 'japanese_ci=12+ bin=91+'),
  sjis: facts('Shift-JIS Japanese', 2, 'japanese_ci=13+ bin=88+'),
  hebrew: facts('ISO 8859-8 Hebrew', 1, 'general_ci=16+ bin=71+'),
  tis620: facts('TIS620 Thai', 1, 'thai_ci=18+/4 bin=89+'),
  euckr: facts('EUC-KR Korean', 2, 'korean_ci=19+ bin=85+'),
  koi8u: facts('KOI8-U Ukrainian', 1, 'general_ci=22+ bin=75+'),
  gb2312: facts('GB2312 Simplified Chinese', 2, 'chinese_ci=24+ bin=86+'),
  greek: facts('ISO 8859-7 Greek', 1, 'general_ci=25+ bin=70+'),
  cp1250: facts('Windows Central European', 1, 'general_ci=26+ czech_cs=34/2 croatian_ci=44 bin=66+ polish_ci=99'),
  gbk: facts('GBK Simplified Chinese', 2, 'chinese_ci=28+ bin=87+'),
  latin5: facts('ISO 8859-9 Turkish', 1, 'turkish_ci=30+ bin=78+'),
  armscii8: facts('ARMSCII-8 Armenian', 1, 'general_ci=32+ bin=64+'),
  utf8mb3: facts('UTF-8 Unicode', 3, `${unicode(33, 83, 192, 576)} general_mysql500_ci=223`),
  ucs2: facts('UCS-2 Unicode', 2, `${unicode(35, 90, 128, 640)} general_mysql500_ci=159`),
  cp866: facts('DOS Russian', 1, 'general_ci=36+ bin=68+'),
  keybcs2: facts('DOS Kamenicky Czech-Slovak', 1, 'general_ci=37+ bin=73+'),
  macce: facts('Mac Central European', 1, 'general_ci=38+ bin=43+'),
  macroman: facts('Mac West European', 1, 'general_ci=39+ bin=53+'),
  cp852: facts('DOS Central European', 1, 'general_ci=40+ bin=81+'),
  latin7: facts('ISO 8859-13 Baltic', 1, 'general_ci=41+ estonian_cs=20 general_cs=42 bin=79+'),
  utf8mb4: facts('UTF-8 Unicode', 4, unicode(45, 46, 224, 608)),
  cp1251: facts('Windows Cyrillic', 1, 'general_ci=51+ bulgarian_ci=14 ukrainian_ci=23 bin=50+ general_cs=52'),
  utf16: facts('UTF-16 Unicode', 4, unicode(54, 55, 101, 672)),
  utf16le: facts('UTF-16LE Unicode', 4, 'general_ci=56+ bin=62+'),
  cp1256: facts('Windows Arabic', 1, 'general_ci=57+ bin=67+'),
  cp1257: facts('Windows Baltic', 1, 'general_ci=59+ lithuanian_ci=29 bin=58+'),
  utf32: facts('UTF-32 Unicode', 4, unicode(60, 61, 160, 736)),
  binary: facts('Binary pseudo charset', 1, '=63'),
  geostd8: facts('GEOSTD8 Georgian', 1, 'general_ci=92+ bin=93+'),
  cp932: facts('SJIS for Windows Japanese', 2, 'japanese_ci=95+ bin=96+'),
  eucjpms: facts('UJIS for Windows Japanese', 3, 'japanese_ci=97+ bin=98+'),
};

const NO_PAD_ID = 1024;

/** A collation of PAD SPACE, and the one of NO PAD beside it. */
function collationsOf(charset: string, text: string, isDefault: boolean): CollationFacts[] {
  const [, short = '', id, noPad, sortLength] = /^(\w*)=(\d+)(\+?)(?:\/(\d+))?$/.exec(text) ?? [];
  const name = short === '' ? charset : `${charset}_${short}`;
  const padded = { name, charset, id: Number(id), isDefault, sortLength: Number(sortLength ?? 1) };
  if (!noPad) return [padded];
  const unpadded = name.replace(/_(ci|bin)$/, '_nopad_$1');
  return [padded, { ...padded, name: unpadded, id: padded.id + NO_PAD_ID, isDefault: false }];
}

const known = new Map<string, readonly CollationFacts[]>();

/** Those of one character set by their ids; none for a name that is no character set. Without those of UCA 14.0. */
export function collationsIn(charset: string): readonly CollationFacts[] {
  const found = known.get(charset);
  if (found) return found;
  const names = Object.hasOwn(CHARSETS, charset) ? (CHARSETS[charset]?.collations.split(' ') ?? []) : [];
  const made = names.flatMap((text, at) => collationsOf(charset, text, at === 0));
  known.set(
    charset,
    made.sort((one, other) => one.id - other.id),
  );
  return made;
}

/** The character sets in the server's order. */
export const charsets = () =>
  Object.entries(CHARSETS).map(([name, { description, maxBytes }]) => ({
    name,
    description,
    maxBytes,
    defaultCollation: defaultCollationName(name) ?? name,
  }));

/** Two places are of collations that UCA 14.0 does not have. */
const UCA_1400_LANGUAGES = ['', ...LANGUAGES.split(' '), undefined, undefined, 'vietnamese', 'croatian'];
const UCA_1400_FORMS = ['', 'nopad_'].flatMap((pad) =>
  ['ai_ci', 'ai_cs', 'as_ci', 'as_cs'].map((strength) => pad + strength),
);

const UCA_1400 = UCA_1400_LANGUAGES.flatMap((language, place) =>
  language === undefined
    ? []
    : UCA_1400_FORMS.map((form, at) => ({
        name: `uca1400_${language === '' ? '' : `${language}_`}${form}`,
        place: place * UCA_1400_FORMS.length + at,
      })),
);

/** The names of UCA 14.0, which are completed by the character set. */
export const UCA_1400_NAMES: readonly string[] = UCA_1400.map(({ name }) => name);

/** The ids of UCA 14.0 in the character sets that have them. */
const UCA_1400_IDS: Readonly<Record<string, number>> = {
  utf8mb3: 2048,
  ucs2: 2560,
  utf8mb4: 2304,
  utf16: 2816,
  utf32: 3072,
};

/** Collations of UCA 14.0 in a character set, with their whole names. */
export function uca1400In(charset: string): readonly { readonly name: string; readonly id: number }[] {
  const first = UCA_1400_IDS[charset];
  return first === undefined
    ? []
    : UCA_1400.map(({ name, place }) => ({ name: `${charset}_${name}`, id: first + place }));
}

/** Is it the name of a collation without its character set, which every Unicode character set has? */
export const isUca1400 = (name: string): boolean => name.startsWith('uca1400_') && UCA_1400_NAMES.includes(name);

/** The name of a character set's default collation; undefined for a name that is none. */
export const defaultCollationName = (charset: string): string | undefined =>
  collationsIn(charset).find(({ isDefault }) => isDefault)?.name;

/** Does the character set have Unicode's collations? */
export const isUnicode = (charset: string): boolean => Object.hasOwn(UCA_1400_IDS, charset);

/** Has the server a collation of that full name? */
export function isCollationName(collation: string): boolean {
  const [charset = ''] = collation.split('_', 1);
  if (collationsIn(charset).some(({ name }) => name === collation)) return true;
  return isUnicode(charset) && isUca1400(collation.slice(charset.length + 1));
}

/** The full name of the collation with that number. */
export function collationOfId(id: number): string | undefined {
  const all = Object.keys(CHARSETS).flatMap((charset) => [...collationsIn(charset), ...uca1400In(charset)]);
  return all.find((collation) => collation.id === id)?.name;
}
