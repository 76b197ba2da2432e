import { expect, test } from 'vitest';
import { parse } from '../../../src/parser/parse.js';

// A real server accepts each of them, or refuses it for another reason than its syntax.
const KNOWN: readonly (readonly [string, string])[] = [
  ['CREATE TEMPORARY SEQUENCE s', 'sequences'],
  ['SELECT NEXT VALUE FOR s', 'sequences'],
  ['SELECT PREVIOUS VALUE FOR s', 'sequences'],
  ['EXPLAIN FOR CONNECTION 1', 'EXPLAIN FOR CONNECTION'],
  ['LOAD INDEX INTO CACHE t', 'LOAD INDEX'],
  ["LOAD XML INFILE 'x' INTO TABLE t", 'LOAD XML'],
  ['SHOW FUNCTION CODE f', 'SHOW PROCEDURE CODE'],
  ['FLUSH TABLES WITH READ LOCK AND DISABLE CHECKPOINT', 'DISABLE CHECKPOINT'],
  ['SELECT * FROM t FOR SYSTEM_TIME ALL', 'system-versioned tables'],
  ['CREATE TABLE t (s DATE, e DATE, PERIOD FOR p (s, e))', 'application-time periods'],
  ["DELETE FROM t FOR PORTION OF p FROM '2020-01-01' TO '2021-01-01'", 'application-time periods'],
  ['LOCK TABLES t WRITE CONCURRENT', 'WRITE CONCURRENT'],
  ['SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY a) OVER () FROM t', 'window functions'],
  ['SELECT * FROM t PROCEDURE ANALYSE()', 'PROCEDURE ANALYSE'],
  ['SELECT * FROM t ORDER BY a FETCH NEXT 2 ROWS WITH TIES', 'WITH TIES'],
  ['SELECT * FROM t LIMIT ROWS EXAMINED 100', 'ROWS EXAMINED'],
  ["SELECT * FROM JSON_TABLE('[1]', '$[*]' COLUMNS (x INT PATH '$')) j", 'JSON_TABLE'],
  ["SELECT * FROM t WHERE MATCH (a) AGAINST ('x' IN BOOLEAN MODE)", 'full-text search'],
  ['SELECT CAST(1 AS INTERVAL DAY_SECOND(6))', 'CAST AS INTERVAL'],
  ['WITH RECURSIVE r AS (SELECT 1 AS n) CYCLE n RESTRICT SELECT * FROM r', 'CYCLE'],
  ['REPAIR VIEW v FROM MYSQL', 'REPAIR VIEW'],
  ['ANALYZE TABLE t PERSISTENT FOR COLUMNS (a) INDEXES ()', 'PERSISTENT FOR COLUMNS'],
];

test.each(KNOWN)('%s is answered with 1235 for %s', (sql, what) => {
  expect(() => parse(sql)).toThrow(`doesn't yet support '${what}'`);
});

test('such a word at another place is a mistake', () => {
  for (const sql of ['SELECT system_time FOR', 'WITH TIES', 'SELECT 1 MATCH (a)', 'SHOW CODE f'])
    expect(() => parse(sql)).toThrow('You have an error in your SQL syntax');
});
