import { expect, test } from 'vitest';
import { maskPasswords } from '../../../src/accounts/mask.js';

test.each([
  ["CREATE USER u IDENTIFIED BY 'secret'", 'CREATE USER u IDENTIFIED BY *****'],
  [
    "create user u identified  by\n\"it's secret\", v identified by 'b'",
    'create user u identified  by\n*****, v identified by *****',
  ],
  ["GRANT ALL ON *.* TO u IDENTIFIED BY 'a\\'secret'", 'GRANT ALL ON *.* TO u IDENTIFIED BY *****'],
  ["GRANT ALL ON *.* TO u IDENTIFIED BY 'a''secret'", 'GRANT ALL ON *.* TO u IDENTIFIED BY *****'],
  ["ALTER USER u IDENTIFIED BY PASSWORD '*secret'", 'ALTER USER u IDENTIFIED BY PASSWORD *****'],
  ["CREATE USER u IDENTIFIED VIA p USING 'secret'", 'CREATE USER u IDENTIFIED VIA p USING *****'],
  [
    "CREATE USER u IDENTIFIED VIA p AS PASSWORD('secret') OR q",
    'CREATE USER u IDENTIFIED VIA p AS PASSWORD(*****) OR q',
  ],
  ["CREATE USER u IDENTIFIED VIA p OR q USING 'secret'", 'CREATE USER u IDENTIFIED VIA p OR q USING *****'],
  ["SET PASSWORD = 'secret'", 'SET PASSWORD = *****'],
  ["SET PASSWORD FOR 'u'@'%' = PASSWORD ( 'secret')", "SET PASSWORD FOR 'u'@'%' = PASSWORD ( *****)"],
  ["SET PASSWORD FOR 'u'@'%' = 'secret'", "SET PASSWORD FOR 'u'@'%' = *****"],
  ["SELECT PASSWORD('secret')", 'SELECT PASSWORD(*****)'],
  ["CREATE USER u IDENTIFIED /* c */ BY /* d */ 'secret'", 'CREATE USER u IDENTIFIED /* c */ BY /* d */ *****'],
  ["CREATE USER u IDENTIFIED BY 'secret", 'CREATE USER u IDENTIFIED BY *****'],
  ["SET GLOBAL x = 'password'", "SET GLOBAL x = 'password'"],
  ["SELECT 'identified', 'by' FROM password", "SELECT 'identified', 'by' FROM password"],
])('%s', (statement, shown) => {
  expect(maskPasswords(statement)).toBe(shown);
});
