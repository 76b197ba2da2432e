-- A tour of a lost key: what a server says when the key of a table is not there, and that nothing is lost with it.
--
-- Run it in an empty folder:
--
--   sealion --no-defaults --datadir=tour < lost-key.sql
--
-- On a MariaDB server it is the same, with a restart by hand wherever \restart stands.

-- 1. Two keys (\073 is a semicolon, which would end the line here), a table for each.
\! printf '1\073a7addd9adea9978fda19f21e6be987880e68ac92632ca052e5bb42b1a506939a\n' > keyfile.txt
\! printf '2\07349c16acc2dffe616710c9ba9a10b94944a737de1beccb52dc1560abfdd67388b\n' >> keyfile.txt
\restart --plugin-load-add=file_key_management --file-key-management-filename=../keyfile.txt
CREATE DATABASE clinic;
USE clinic;
CREATE TABLE staff (id INT PRIMARY KEY, name VARCHAR(40)) ENGINE=InnoDB ENCRYPTED=YES;
CREATE TABLE patient (id INT PRIMARY KEY, name VARCHAR(40)) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=2;
INSERT INTO staff VALUES (1, 'Ada'), (2, 'Grace');
INSERT INTO patient VALUES (1, 'Alan'), (2, 'Kurt');

-- 2. Somebody restores the key file from a backup that is too old. The server starts, since key 1 is there.
\! cp keyfile.txt whole.txt && head -1 whole.txt > keyfile.txt
\restart --plugin-load-add=file_key_management --file-key-management-filename=../keyfile.txt

-- 3. The message says "corrupted", but that is a guess: without the key, an encrypted page looks just like a broken one.
--    Do not do what it advises.
SELECT * FROM clinic.patient;
SELECT * FROM clinic.staff;

-- 4. How to tell: CURRENT_KEY_VERSION 4294967295 means that there is no such key. The error log has another sign, a line
--    with the key version that the page wants.
SELECT NAME, MIN_KEY_VERSION, CURRENT_KEY_VERSION, CURRENT_KEY_ID FROM information_schema.INNODB_TABLESPACES_ENCRYPTION
WHERE NAME LIKE 'clinic/%' ORDER BY NAME;
CHECK TABLE clinic.patient;

-- 5. New tables can not have that key, and encryption threads leave the tablespace alone: they never write a page that
--    they could not read.
CREATE TABLE clinic.visit (id INT) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=2;
SET GLOBAL innodb_encryption_threads = 1;
SET GLOBAL innodb_encrypt_tables = ON;
DO SLEEP(1);
SELECT NAME, MIN_KEY_VERSION, CURRENT_KEY_VERSION FROM information_schema.INNODB_TABLESPACES_ENCRYPTION ORDER BY SPACE;

-- 6. A wrong key is as bad as none, but here CURRENT_KEY_VERSION looks as it should.
\! printf '2\0738db1ee74580e7e93ab8cf157f02656d356c2f437d548d5bf16bf2a56932954a3\n' >> keyfile.txt
\restart --plugin-load-add=file_key_management --file-key-management-filename=../keyfile.txt
SELECT * FROM clinic.patient;
SELECT NAME, MIN_KEY_VERSION, CURRENT_KEY_VERSION, CURRENT_KEY_ID FROM information_schema.INNODB_TABLESPACES_ENCRYPTION
WHERE NAME = 'clinic/patient';

-- 7. With the right key file everything is back: no page was touched meanwhile.
\! cp whole.txt keyfile.txt
\restart --plugin-load-add=file_key_management --file-key-management-filename=../keyfile.txt
SELECT * FROM clinic.patient;
CHECK TABLE clinic.patient;

-- 8. Since 5 the system tablespace is encrypted with key 1. A server without that key would not start at all, so it has
--    to be decrypted before the plugin may go.
SET GLOBAL innodb_encryption_threads = 1;
SET GLOBAL innodb_encrypt_tables = OFF;
DO SLEEP(1);
SELECT NAME, MIN_KEY_VERSION FROM information_schema.INNODB_TABLESPACES_ENCRYPTION ORDER BY SPACE;

-- 9. The worst case: the key server, or the plugin, is gone altogether. Then it is for all encrypted tables as in 3.
\restart
SELECT * FROM clinic.patient;
SELECT * FROM clinic.staff;
