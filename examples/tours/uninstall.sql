-- A tour of leaving encryption for good: first decrypt everything and prove it, then uninstall the plugin, then throw the
-- keys away. In this order, every step can be taken back; in any other, data may be lost.
--
-- Run it in an empty folder:
--
--   sealion --no-defaults --datadir=tour < uninstall.sql
--
-- On a MariaDB server it is the same, with a restart by hand wherever \restart stands.

-- 1. A server as it may have grown: encryption by default, a table with a key of its own, one that refuses
--    (\073 is a semicolon, which would end the line here).
\! printf '1\073a7addd9adea9978fda19f21e6be987880e68ac92632ca052e5bb42b1a506939a\n' > keyfile.txt
\! printf '2\07349c16acc2dffe616710c9ba9a10b94944a737de1beccb52dc1560abfdd67388b\n' >> keyfile.txt
\restart --plugin-load-add=file_key_management --file-key-management-filename=../keyfile.txt --innodb-encrypt-tables=ON --innodb-encryption-threads=2
CREATE DATABASE shop;
USE shop;
CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(40)) ENGINE=InnoDB;
CREATE TABLE card (id INT PRIMARY KEY, number VARCHAR(40)) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=2;
CREATE TABLE log (id INT PRIMARY KEY) ENGINE=InnoDB ENCRYPTED=NO;
INSERT INTO item VALUES (1, 'lamp'), (2, 'chair');
INSERT INTO card VALUES (1, '4929 0000 0000 6');
DO SLEEP(1);
SELECT NAME, ENCRYPTION_SCHEME, MIN_KEY_VERSION, CURRENT_KEY_ID FROM information_schema.INNODB_TABLESPACES_ENCRYPTION
ORDER BY SPACE;

-- 2. Turning encryption off decrypts what was encrypted by default. It takes threads: without, only pages that happen to
--    be written become plain.
SET GLOBAL innodb_encrypt_tables = OFF;
DO SLEEP(1);
SELECT NAME, ENCRYPTION_SCHEME, MIN_KEY_VERSION FROM information_schema.INNODB_TABLESPACES_ENCRYPTION
WHERE MIN_KEY_VERSION <> 0;

-- 3. What is left has asked for encryption by itself. Find these tables by their options, and rebuild them without.
SELECT TABLE_SCHEMA, TABLE_NAME, CREATE_OPTIONS FROM information_schema.TABLES
WHERE CREATE_OPTIONS LIKE '%ENCRYPTED%=%YES%';
ALTER TABLE card ENCRYPTED=DEFAULT ENCRYPTION_KEY_ID=DEFAULT;
SHOW CREATE TABLE card;

-- 4. The proof, to be had before the plugin goes: no tablespace has a page of any key version.
SELECT COUNT(*) AS STILL_ENCRYPTED FROM information_schema.INNODB_TABLESPACES_ENCRYPTION
WHERE ENCRYPTION_SCHEME <> 0 OR MIN_KEY_VERSION <> 0 OR ROTATING_OR_FLUSHING <> 0;
SELECT VARIABLE_NAME, GLOBAL_VALUE FROM information_schema.SYSTEM_VARIABLES
WHERE VARIABLE_NAME IN ('INNODB_ENCRYPT_TABLES', 'INNODB_ENCRYPT_LOG', 'INNODB_ENCRYPT_TEMPORARY_TABLES',
  'ENCRYPT_BINLOG', 'ENCRYPT_TMP_FILES', 'ENCRYPT_TMP_DISK_TABLES', 'ARIA_ENCRYPT_TABLES') ORDER BY VARIABLE_NAME;

-- 5. UNINSTALL only marks the plugin: the server holds on to it until it ends. It was loaded by an option, so that has to
--    go from the option file, or the next start would load it again.
UNINSTALL SONAME 'file_key_management';
SHOW WARNINGS;
SELECT PLUGIN_NAME, PLUGIN_STATUS FROM information_schema.PLUGINS WHERE PLUGIN_NAME = 'file_key_management';

-- 6. A start without the plugin, and with it a look at everything: this is the moment to keep the keys for a while yet.
\restart
SELECT PLUGIN_NAME, PLUGIN_STATUS FROM information_schema.PLUGINS WHERE PLUGIN_NAME = 'file_key_management';
SELECT * FROM shop.item;
SELECT * FROM shop.card;
CHECK TABLE shop.item, shop.card, shop.log;
CREATE TABLE shop.late (id INT) ENGINE=InnoDB ENCRYPTED=YES;

-- 7. Backups and binary logs of before still need the keys: keep the file as long as you keep those.
