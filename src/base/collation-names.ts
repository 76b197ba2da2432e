/** Every character set that the server knows, with what its collations are called behind its name, the default first. */

const LANGUAGES =
  'icelandic latvian romanian slovenian polish estonian spanish swedish turkish czech danish lithuanian slovak ' +
  'spanish2 roman persian esperanto hungarian sinhala german2';

const UNICODE = [
  'general_ci bin unicode_ci unicode_520_ci vietnamese_ci croatian_ci croatian_mysql561_ci myanmar_ci thai_520_w2',
  'general_nopad_ci nopad_bin unicode_nopad_ci unicode_520_nopad_ci',
  LANGUAGES.replace(/\w+/g, '$&_ci'),
].join(' ');

const GENERAL = 'general_ci bin general_nopad_ci nopad_bin';
const CHINESE = 'chinese_ci bin chinese_nopad_ci nopad_bin';
const JAPANESE = 'japanese_ci bin japanese_nopad_ci nopad_bin';
const SWEDISH = 'swedish_ci bin swedish_nopad_ci nopad_bin';

const NAMES: Readonly<Record<string, string>> = {
  armscii8: GENERAL,
  ascii: GENERAL,
  big5: CHINESE,
  binary: '',
  cp1250: `${GENERAL} czech_cs croatian_ci polish_ci`,
  cp1251: `${GENERAL} bulgarian_ci ukrainian_ci general_cs`,
  cp1256: GENERAL,
  cp1257: `${GENERAL} lithuanian_ci`,
  cp850: GENERAL,
  cp852: GENERAL,
  cp866: GENERAL,
  cp932: JAPANESE,
  dec8: SWEDISH,
  eucjpms: JAPANESE,
  euckr: 'korean_ci bin korean_nopad_ci nopad_bin',
  gb2312: CHINESE,
  gbk: CHINESE,
  geostd8: GENERAL,
  greek: GENERAL,
  hebrew: GENERAL,
  hp8: 'english_ci bin english_nopad_ci nopad_bin',
  keybcs2: GENERAL,
  koi8r: GENERAL,
  koi8u: GENERAL,
  latin1: `${SWEDISH} german1_ci danish_ci german2_ci general_ci general_cs spanish_ci`,
  latin2: `${GENERAL} czech_cs hungarian_ci croatian_ci`,
  latin5: 'turkish_ci bin turkish_nopad_ci nopad_bin',
  latin7: `${GENERAL} estonian_cs general_cs`,
  macce: GENERAL,
  macroman: GENERAL,
  sjis: JAPANESE,
  swe7: SWEDISH,
  tis620: 'thai_ci bin thai_nopad_ci nopad_bin',
  ucs2: `${UNICODE} general_mysql500_ci`,
  ujis: JAPANESE,
  utf16: UNICODE,
  utf16le: GENERAL,
  utf32: UNICODE,
  utf8mb3: `${UNICODE} general_mysql500_ci`,
  utf8mb4: UNICODE,
};

const UCA_1400 = new RegExp(
  `^uca1400_((${LANGUAGES.replaceAll(' ', '|')}|vietnamese|croatian)_)?(nopad_)?a[is]_c[is]$`,
);

/** Is it the name of a collation without its character set, which every Unicode character set has? */
export const isUca1400 = (name: string): boolean => UCA_1400.test(name);

/** The name of a character set's default collation; undefined for a name that is none. */
export function defaultCollationName(charset: string): string | undefined {
  const names = NAMES[charset];
  if (names === undefined) return undefined;
  return names === '' ? charset : `${charset}_${names.split(' ', 1)[0]}`;
}

/** Does the character set have Unicode's collations? */
export const isUnicode = (charset: string): boolean => NAMES[charset]?.startsWith(UNICODE) ?? false;

/** Has the server a collation of that full name? */
export function isCollationName(collation: string): boolean {
  const end = collation.indexOf('_');
  if (end < 0) return NAMES[collation] === '';
  const [charset, name] = [collation.slice(0, end), collation.slice(end + 1)];
  return (NAMES[charset]?.split(' ').includes(name) ?? false) || (isUnicode(charset) && isUca1400(name));
}
