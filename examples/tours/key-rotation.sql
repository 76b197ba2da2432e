-- A tour of key rotation: what the encryption threads do, when they do it, and how to watch them.
--
-- Run it in an empty folder:
--
--   sealion --no-defaults --datadir=tour < key-rotation.sql
--
-- Parts 1 to 6 run on a MariaDB server, too: start it with the two options of the first line, which is a command of
-- the client here, and leave that line out. There, a SLEEP may have to be longer.

-- 1. debug_key_management has one key, whose newest version is a variable. Everybody knows its keys: it is for lessons.
\restart --plugin-maturity=unknown --plugin-load-add=debug_key_management
CREATE DATABASE bank;
USE bank;
CREATE TABLE account (id INT PRIMARY KEY, owner VARCHAR(40)) ENGINE=InnoDB ENCRYPTED=YES;
CREATE TABLE branch (id INT PRIMARY KEY, town VARCHAR(40)) ENGINE=InnoDB;
CREATE TABLE holiday (day DATE PRIMARY KEY) ENGINE=InnoDB ENCRYPTED=NO;
INSERT INTO account SELECT seq, CONCAT('owner ', seq) FROM seq_1_to_3000;
INSERT INTO branch SELECT seq, CONCAT('town ', seq) FROM seq_1_to_3000;
INSERT INTO holiday VALUES ('2026-01-01');

-- 2. Which versions are on the pages (MIN_KEY_VERSION is the oldest), and which is the newest? A table that says nothing
--    about encryption is not listed while nothing is encrypted by default. ENCRYPTED=NO is listed, with scheme 0.
SELECT NAME, ENCRYPTION_SCHEME, MIN_KEY_VERSION, CURRENT_KEY_VERSION FROM information_schema.INNODB_TABLESPACES_ENCRYPTION
WHERE NAME LIKE 'bank/%' ORDER BY NAME;

-- 3. A new version alone changes nothing. Nor do threads, as long as innodb_encrypt_tables is OFF: not even for the table
--    that asked for encryption, however old its key is.
SET GLOBAL innodb_encryption_threads = 2;
SET GLOBAL debug_key_management_version = 5;
DO SLEEP(0.5);
SELECT NAME, ENCRYPTION_SCHEME, MIN_KEY_VERSION, CURRENT_KEY_VERSION FROM information_schema.INNODB_TABLESPACES_ENCRYPTION
WHERE NAME LIKE 'bank/%' ORDER BY NAME;

-- 4. ON is for all tables but those with ENCRYPTED=NO. The one that was plain is encrypted, the old one gets version 5,
--    and so do the server's own tablespaces.
SET GLOBAL innodb_encrypt_tables = ON;
DO SLEEP(1);
SELECT NAME, ENCRYPTION_SCHEME, MIN_KEY_VERSION, CURRENT_KEY_VERSION FROM information_schema.INNODB_TABLESPACES_ENCRYPTION
ORDER BY SPACE;

-- 5. One version more is not enough: with innodb_encryption_rotate_key_age = 1 (the default) a page may be one behind.
--    A plugin with a new version wakes nobody; asking for the table below does, and so does writing a page.
SET GLOBAL debug_key_management_version = 6;
SELECT COUNT(*) FROM information_schema.INNODB_TABLESPACES_ENCRYPTION WHERE NAME LIKE 'bank/%';
DO SLEEP(0.5);
SELECT NAME, MIN_KEY_VERSION, CURRENT_KEY_VERSION FROM information_schema.INNODB_TABLESPACES_ENCRYPTION
WHERE NAME LIKE 'bank/%' ORDER BY NAME;
SET GLOBAL debug_key_management_version = 7;
SELECT COUNT(*) FROM information_schema.INNODB_TABLESPACES_ENCRYPTION WHERE NAME LIKE 'bank/%';
DO SLEEP(1);
SELECT NAME, MIN_KEY_VERSION, CURRENT_KEY_VERSION FROM information_schema.INNODB_TABLESPACES_ENCRYPTION
WHERE NAME LIKE 'bank/%' ORDER BY NAME;

-- 6. Age 0 means that no page is rotated because of its age. OFF decrypts all the same, but not ENCRYPTED=YES.
SET GLOBAL innodb_encryption_rotate_key_age = 0;
SET GLOBAL debug_key_management_version = 20;
SET GLOBAL innodb_encrypt_tables = OFF;
DO SLEEP(1);
SELECT NAME, ENCRYPTION_SCHEME, MIN_KEY_VERSION, CURRENT_KEY_VERSION FROM information_schema.INNODB_TABLESPACES_ENCRYPTION
WHERE NAME LIKE 'bank/%' ORDER BY NAME;
SELECT COUNT(*), MAX(owner) FROM account;
DROP DATABASE bank;

-- 7. The same with key files, as an enterprise server has them: a key may have several versions, one in each line
--    (\073 is a semicolon, which would end the line here). Threads, age and default come from options.
\! printf '1\073a7addd9adea9978fda19f21e6be987880e68ac92632ca052e5bb42b1a506939a\n' > keyfile.txt
\restart --sealion-profile=enterprise --plugin-load-add=file_key_management --file-key-management-filename=../keyfile.txt --innodb-encrypt-tables=ON --innodb-encryption-threads=2
CREATE DATABASE bank;
USE bank;
CREATE TABLE account (id INT PRIMARY KEY, owner VARCHAR(40)) ENGINE=InnoDB;
INSERT INTO account SELECT seq, CONCAT('owner ', seq) FROM seq_1_to_3000;
SELECT NAME, MIN_KEY_VERSION, CURRENT_KEY_VERSION, CURRENT_KEY_ID FROM information_schema.INNODB_TABLESPACES_ENCRYPTION
WHERE NAME = 'bank/account';

-- 8. Two new versions. The old line must stay until no page needs it any more: MIN_KEY_VERSION says when that is.
\! printf '1\0732\07349c16acc2dffe616710c9ba9a10b94944a737de1beccb52dc1560abfdd67388b\n' >> keyfile.txt
\! printf '1\0733\0738db1ee74580e7e93ab8cf157f02656d356c2f437d548d5bf16bf2a56932954a3\n' >> keyfile.txt
FLUSH FILE_KEY_MANAGEMENT_KEYS;
SELECT NAME, MIN_KEY_VERSION, CURRENT_KEY_VERSION FROM information_schema.INNODB_TABLESPACES_ENCRYPTION
WHERE NAME = 'bank/account';
DO SLEEP(1);
SELECT NAME, MIN_KEY_VERSION, CURRENT_KEY_VERSION FROM information_schema.INNODB_TABLESPACES_ENCRYPTION
WHERE NAME = 'bank/account';
SELECT COUNT(*), MAX(owner) FROM account;
