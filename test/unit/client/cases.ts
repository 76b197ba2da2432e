/** What the batch client is tried with; the answers of the real client are in test/data/client. */

/** One run of the client. */
export interface Case {
  readonly args: readonly string[];
  readonly stdin?: string;
  /** Files beside it, for `source`. */
  readonly files?: Readonly<Record<string, string>>;
}

const TABLE = `SELECT 1 AS id, 'alpha' AS name, 1.50 AS amount, DATE'2024-01-01' AS d
UNION ALL SELECT 2, NULL, NULL, NULL
UNION ALL SELECT 3, '日本語é', -20.25, DATE'2024-12-31'`;
const ESCAPES = String.raw`SELECT 1 AS ${'`'}a	b${'`'}, 'x\ty\nz\\w\0q' AS v, 'a<b&"c"' AS m, UNHEX('00ff41') AS bin, NULL AS n`;
const EMPTY = 'SELECT 1 AS x WHERE 0';
const SEVERAL = `${TABLE};\n${ESCAPES};\n${EMPTY};\nSELECT 4, '5', 5.5;\n`;
const ERROR = 'SELECT 1;\n\nSELECT\n  bad\n  ;SELECT 2;\n';
const COUNTS = `CREATE TABLE c (a INT);
INSERT INTO c VALUES (1);
INSERT INTO c VALUES (2), (3);
UPDATE c SET a = a + 1;
SELECT * FROM c;
SELECT a FROM c LIMIT 1;
SELECT 1/0;
DELETE FROM c;
DROP TABLE IF EXISTS nosuch;
ALTER TABLE c ADD b INT;
DROP TABLE c;
`;

const FORMATS: readonly (readonly string[])[] = [
  [],
  ['-t'],
  ['-B'],
  ['-N'],
  ['-s'],
  ['-ss'],
  ['-E'],
  ['-EN'],
  ['-r'],
  ['-H'],
  ['-HN'],
  ['-X'],
  ['-v'],
  ['-vv'],
  ['-vvv'],
  ['-tN'],
  ['-ts'],
  ['-q'],
  ['-qt'],
  ['--binary-as-hex'],
  ['-t', '--binary-as-hex'],
  ['--show-warnings'],
  ['-vs'],
];

const formats = Object.fromEntries(
  FORMATS.flatMap((args) => [
    [`format${args.join('')}`, { args, stdin: SEVERAL }],
    [`format_execute${args.join('')}`, { args: [...args, '-e', `${TABLE}; ${EMPTY}`] }],
  ]),
);

const INPUTS: Readonly<Record<string, Case>> = {
  counts: { args: ['-vv'], stdin: COUNTS },
  counts_with_tables: { args: ['-vvv'], stdin: COUNTS },
  counts_quiet: { args: ['--show-warnings'], stdin: COUNTS },
  wide_value: { args: ['-t'], stdin: "SELECT REPEAT('x', 1030) AS a, 5 AS b UNION ALL SELECT 'y', 6;" },
  emoji: { args: ['-t'], stdin: "SELECT '😀' AS a, 'e\u0301' AS b, '한글' AS c;" },
  nothing: { args: [], stdin: '' },
  nothing_verbose: { args: ['-vv'], stdin: '' },
  blanks: { args: ['-vv'], stdin: '\n  \n;\n ; \n' },
  no_newline: { args: ['-vv'], stdin: 'SELECT 1' },
  several_on_a_line: { args: ['-vv'], stdin: "SELECT 1; SELECT 2;SELECT\n3; SELECT ';' AS `a;b`;\n" },
  error: { args: [], stdin: ERROR },
  error_forced: { args: ['-f'], stdin: ERROR },
  error_verbose: { args: ['-v'], stdin: ERROR },
  error_without_echo: { args: ['--skip-print-query-on-error'], stdin: ERROR },
  error_execute: { args: ['-e', 'SELECT 1; bad; SELECT 2'] },
  error_execute_forced_before: { args: ['-f', '-e', 'bad; SELECT 2'] },
  error_execute_forced_after: { args: ['-e', 'bad; SELECT 2', '-f'] },
  execute_twice: { args: ['-e', 'SELECT 1;', '-e', 'SELECT 2'] },
  execute_lines: { args: ['-e', 'SELECT 1;\nbad'] },
  unfinished_quote: { args: [], stdin: "SELECT 'abc\ndef" },
  unfinished_comment: { args: [], stdin: 'SELECT 1 /* abc\ndef' },
  nul: { args: [], stdin: 'SELECT 1;\nSELECT 2;\0 SELECT 3;\n' },
  byte_order_mark: { args: [], stdin: '\ufeffSELECT 1;\n' },
  carriage_returns: { args: ['-vv'], stdin: "SELECT 1,\r\n'a\r\nb';\r\n" },
  comments: {
    args: ['-vv'],
    stdin: '-- c\n# d\n\nSELECT 1 -- x\n, 2 # y\n, 3 /* z; */ , 4/**/AS b;\n--x\n/* ; */SELECT 5--1;\n',
  },
  comments_kept: { args: ['-c', '-vv'], stdin: 'SELECT 1; -- x\n-- alone\n/* b */\nSELECT /* c */ 2 -- d\n;' },
  executable_comments: { args: ['-vv'], stdin: 'SELECT /*! 1, */ 2 /*M! , 3 */;\n/*!50000 SELECT 4 */;\n' },
  strings: {
    args: ['-vv'],
    stdin: "SELECT 'it''s;', 'it\\'s;', \"q\\\";\", `1`, '\\\\';\nSELECT 'a -- b # c /* d */';\n".replace('`1`, ', ''),
  },
  string_over_lines: { args: ['-vv'], stdin: "SELECT 'a;\n\n  b' AS x;\n" },
  null_letter: { args: ['-vv'], stdin: 'SELECT \\N;\n' },
  backslash_at_end: { args: [], stdin: 'SELECT 1 \\\n, 2;\n' },
  delimiter: { args: [], stdin: 'DELIMITER //\nSELECT 1; SELECT 2//\nSELECT 3 //\ndelimiter ;\nSELECT 4;\n' },
  delimiter_same: { args: [], stdin: 'delimiter ;;\nSELECT 1;;\nSELECT 2;;\n' },
  delimiter_none: { args: [], stdin: 'delimiter\nSELECT 1;\n' },
  delimiter_backslash: { args: [], stdin: 'delimiter a\\\\b\nSELECT 1;\ndelimiter a\\b\nSELECT 2ab\n' },
  delimiter_option: { args: ['--delimiter=//'], stdin: 'SELECT 1; SELECT 2//\n' },
  procedure: {
    args: ['-t'],
    stdin:
      'DELIMITER $$\nCREATE PROCEDURE p()\nBEGIN\n  SELECT 1 AS a;\n  SELECT 2 AS b;\nEND$$\nDELIMITER ;\nCALL p();\nDROP PROCEDURE p;\n',
  },
  go_and_ego: { args: [], stdin: 'SELECT 3\\G SELECT 4\\g SELECT 5\nSELECT 6\n\\G\nego\ngo\n' },
  ego_of_several: { args: ['-vv'], stdin: `${TABLE}\\G\n${EMPTY}\\G\n` },
  clear: { args: [], stdin: "SELECT 5 \\c\nSELECT 1;\nSELECT 'a\n\\c';\n" },
  print: { args: [], stdin: 'SELECT 5 \\p\n;SELECT 1;\n' },
  command_inside: { args: [], stdin: 'SELECT 5\nprint\n;SELECT 1;\n' },
  command_named_anywhere: { args: ['-G'], stdin: 'SELECT 5\nclear\nSELECT 1;\n' },
  unknown_letter: { args: [], stdin: 'SELECT 1;\n\\z\nSELECT 2;\n' },
  quit: { args: [], stdin: 'SELECT 1;\nquit\nSELECT 2;\n' },
  quit_letter: { args: ['-vv'], stdin: 'SELECT 1;\n\\q\nSELECT 2;\n' },
  quit_as_statement: { args: [], stdin: 'quit;\n' },
  exit_as_statement: { args: [], stdin: 'exit;\n' },
  use: {
    args: [],
    stdin:
      'use mysql\nSELECT DATABASE();\nUSE test;SELECT DATABASE();\nuse `mysql`\nSELECT DATABASE();\n\\u test\nSELECT DATABASE();\n',
  },
  use_verbose: { args: ['-vv'], stdin: 'use mysql\n' },
  use_unknown: { args: [], stdin: 'SELECT 1;\nuse nosuch;\nSELECT 2;\n' },
  use_nothing: { args: [], stdin: 'use\nSELECT 2;\n' },
  warnings: { args: [], stdin: 'warnings\nSELECT 1/0;\nnowarning\nSELECT 2/0;\n\\W\nSELECT 3/0;\\w SELECT 4/0;\n' },
  warnings_verbose: { args: ['-vv'], stdin: 'warnings\nSELECT 1/0;\nDROP TABLE IF EXISTS nosuch;\nnowarning\n' },
  prompt: { args: [], stdin: 'prompt x\\d>\nprompt\n\\R y \nprompt z;\n' },
  pager_and_tee: { args: [], stdin: 'nopager\nnotee\npager cat\ntee nosuch/file\nSELECT 1;\n\\n\n\\t\n' },
  connect: { args: [], stdin: 'connect\nSELECT DATABASE();\n\\r mysql\nSELECT DATABASE();\n' },
  charset: { args: [], stdin: 'charset utf8mb4\nSELECT 1;\ncharset\n' },
  sandbox: { args: [], stdin: 'sandbox\nSELECT 1;\nsource x.sql\n' },
  sandbox_option: { args: ['--sandbox'], stdin: 'SELECT 1;\nsystem echo a\n' },
  source: {
    args: [],
    stdin: 'source a.sql\nSELECT 9;\n',
    files: {
      'a.sql': "SELECT 'in a';\nsource b.sql\nSELECT 'end of a'",
      'b.sql': 'SELECT 1;\nDELIMITER $$\nSELECT 2$$\nDELIMITER ;\n',
    },
  },
  source_letter: { args: [], stdin: '\\. a.sql\nSELECT 9;\n', files: { 'a.sql': 'SELECT 1;\n' } },
  source_error: {
    args: [],
    stdin: '\nsource a.sql\nSELECT 9;\n',
    files: { 'a.sql': 'SELECT 1;\n\nbad;\nSELECT 3;\n' },
  },
  source_error_aborts: {
    args: ['--abort-source-on-error'],
    stdin: 'source a.sql\nSELECT 9;\n',
    files: { 'a.sql': 'SELECT 1;\n\nbad;\nSELECT 3;\n' },
  },
  source_error_nested: {
    args: [],
    stdin: 'source a.sql\nbad;\n',
    files: { 'a.sql': 'source b.sql\nbad;\nSELECT 1;\n', 'b.sql': '\nbad;\nSELECT 2;\n' },
  },
  source_quits: { args: [], stdin: 'source a.sql\nSELECT 9;\n', files: { 'a.sql': 'SELECT 1;\nquit\nSELECT 3;\n' } },
  source_missing: { args: [], stdin: 'SELECT 1;\nsource nosuch.sql\nSELECT 2;\n' },
  source_missing_forced: { args: ['-f'], stdin: 'SELECT 1;\nsource nosuch.sql\nSELECT 2;\n' },
  database_unknown: { args: ['-D', 'nosuch', '-e', 'SELECT 1'] },
  user_unknown: { args: ['-unobody', '-psecret', '-e', 'SELECT 1'] },
  bytes: { args: [], stdin: "SELECT UNHEX('ff00fe41c3a9') AS b, 'é' AS `ü`;\n" },
  bytes_table: { args: ['-t'], stdin: "SELECT UNHEX('ff00fe41c3a9') AS b, 'é' AS `ü`;\n" },
};

/** All cases by name. */
export const CASES: Readonly<Record<string, Case>> = { ...formats, ...INPUTS };
