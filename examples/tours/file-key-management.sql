-- A tour of the file key management plugin: from a key file to encrypted tables, a restart, a wrong key, and back.
--
-- Run it in an empty folder:
--
--   sealion --no-defaults --datadir=tour < file-key-management.sql
--
-- Lines that begin with \! run a program, as in the mariadb client; \restart starts the server with other options, as
-- you would start a real one.

-- 1. A key file: one key in each line, an id and the key in hexadecimal digits. Key 1 must be there: it is for the
--    server's own data (\073 is a semicolon, which would end the line here). Real keys come from `openssl rand -hex 32`; here they are fixed, so that the tour can be
--    repeated.
\! printf '1\073a7addd9adea9978fda19f21e6be987880e68ac92632ca052e5bb42b1a506939a\n' > keyfile.txt
\! printf '2\07349c16acc2dffe616710c9ba9a10b94944a737de1beccb52dc1560abfdd67388b\n' >> keyfile.txt
\! printf '100\0738db1ee74580e7e93ab8cf157f02656d356c2f437d548d5bf16bf2a56932954a3\n' >> keyfile.txt
\! chmod 600 keyfile.txt

-- 2. Start with the plugin. The path of the key file is relative to the data directory.
\restart --plugin-load-add=file_key_management --file-key-management-filename=../keyfile.txt --file-key-management=FORCE

SELECT PLUGIN_NAME, PLUGIN_STATUS, LOAD_OPTION, PLUGIN_MATURITY
FROM information_schema.PLUGINS WHERE PLUGIN_TYPE = 'ENCRYPTION';
SHOW VARIABLES LIKE 'file_key_management_encryption_algorithm';

-- 3. Three tables, three keys.
CREATE DATABASE shop;
USE shop;
CREATE TABLE customer (id INT PRIMARY KEY, name VARCHAR(40)) ENCRYPTED=YES;
CREATE TABLE card (id INT PRIMARY KEY, number VARCHAR(40)) ENCRYPTED=YES ENCRYPTION_KEY_ID=2;
CREATE TABLE invoice (id INT PRIMARY KEY, total DECIMAL(10,2)) ENCRYPTED=YES ENCRYPTION_KEY_ID=100;
INSERT INTO customer VALUES (1, 'Ada'), (2, 'Grace');
INSERT INTO card VALUES (1, '4929 0000 0000 6'), (2, '4485 0000 0000 9');
INSERT INTO invoice VALUES (1, 12.50), (2, 99.00);
SHOW CREATE TABLE card\G
SELECT NAME, ENCRYPTION_SCHEME, MIN_KEY_VERSION, CURRENT_KEY_VERSION, CURRENT_KEY_ID
FROM information_schema.INNODB_TABLESPACES_ENCRYPTION ORDER BY NAME;

-- A key that the file does not have is refused, and the reason is in the warnings.
CREATE TABLE lost (id INT PRIMARY KEY) ENCRYPTED=YES ENCRYPTION_KEY_ID=7;
SHOW WARNINGS;

-- 4. A restart with the same options: everything is there.
\restart --plugin-load-add=file_key_management --file-key-management-filename=../keyfile.txt
SELECT card.number, customer.name FROM card JOIN customer USING (id);

-- 5. Another key 2, as after a mix-up of backups: the table that needs it cannot be read, the others can. Nothing is
--    overwritten.
\! sed '2s/[0-9a-f]\{64\}/00000000000000000000000000000000000000000000000000000000000000ff/' keyfile.txt > wrongfile.txt
\restart --plugin-load-add=file_key_management --file-key-management-filename=../wrongfile.txt
SELECT * FROM customer;
SELECT * FROM card;
SELECT * FROM invoice;

-- 6. A key file that the plugin refuses. FORCE makes the server refuse to start without it.
\! printf '2\07349c16acc2dffe616710c9ba9a10b94944a737de1beccb52dc1560abfdd67388b\n' > nokey1.txt
\restart --plugin-load-add=file_key_management --file-key-management-filename=../nokey1.txt --file-key-management=FORCE

-- 7. The right keys again, and the card numbers are back.
\restart --plugin-load-add=file_key_management --file-key-management-filename=../keyfile.txt
SELECT * FROM card;
