-- A tour of key rotation with the file key management plugin of an enterprise server: a second version of a key in the
-- file, FLUSH, and pages that are encrypted with it from then on.
--
-- Run it in an empty folder:
--
--   sealion --no-defaults --datadir=tour < file-key-rotation.sql

-- 1. A key file: an id and a key in each line (\073 is a semicolon, which would end the line here). A line without a
--    version holds version 1.
\! printf '1\073a7addd9adea9978fda19f21e6be987880e68ac92632ca052e5bb42b1a506939a\n' > keyfile.txt
\! printf '2\07349c16acc2dffe616710c9ba9a10b94944a737de1beccb52dc1560abfdd67388b\n' >> keyfile.txt

-- 2. Start with the plugin. Its library has a second plugin, whose table shows the newest version of each key in memory.
\restart --sealion-profile=enterprise --plugin-load-add=file_key_management --file-key-management-filename=../keyfile.txt
SELECT PLUGIN_NAME, PLUGIN_TYPE, PLUGIN_STATUS FROM information_schema.PLUGINS
WHERE PLUGIN_LIBRARY = 'file_key_management.so';
SHOW FILE_KEY_MANAGEMENT_KEYS;

-- 3. A table with key 2.
CREATE DATABASE shop;
USE shop;
CREATE TABLE card (id INT PRIMARY KEY, number VARCHAR(40)) ENCRYPTED=YES ENCRYPTION_KEY_ID=2;
INSERT INTO card VALUES (1, '4929 0000 0000 6'), (2, '4485 0000 0000 9');
SELECT NAME, MIN_KEY_VERSION, CURRENT_KEY_VERSION, CURRENT_KEY_ID FROM information_schema.INNODB_TABLESPACES_ENCRYPTION;

-- 4. A new version, made with `openssl rand -hex 32` and added by hand: the old one must stay, data is encrypted with
--    it. The server knows nothing of it yet.
\! printf '2\0732\0738db1ee74580e7e93ab8cf157f02656d356c2f437d548d5bf16bf2a56932954a3\n' >> keyfile.txt
SHOW FILE_KEY_MANAGEMENT_KEYS;

-- 5. FLUSH reads the file again, without a restart. Which tables are behind their key?
FLUSH FILE_KEY_MANAGEMENT_KEYS;
SHOW FILE_KEY_MANAGEMENT_KEYS;
SELECT NAME, KEY_ID, MIN_KEY_VERSION AS OLDEST_PAGE, KEY_VERSION AS LATEST
FROM information_schema.INNODB_TABLESPACES_ENCRYPTION
JOIN information_schema.FILE_KEY_MANAGEMENT_KEYS ON KEY_ID = CURRENT_KEY_ID;

-- 6. Pages that are written now get version 2; those of version 1 can be read as before.
UPDATE card SET number = '4485 0000 0000 0' WHERE id = 2;
SELECT * FROM card;

-- 7. A file that takes back what is in use is refused, and says why. The keys in memory stay.
\! sed '2,3d' keyfile.txt > shorter.txt && mv keyfile.txt whole.txt && mv shorter.txt keyfile.txt
FLUSH FILE_KEY_MANAGEMENT_KEYS;
SHOW FILE_KEY_MANAGEMENT_KEYS;
\! mv whole.txt keyfile.txt

-- 8. A broken line is refused just so.
\! cp keyfile.txt whole.txt && printf '2\0733\0738db1ee74\n' >> keyfile.txt
FLUSH FILE_KEY_MANAGEMENT_KEYS;
\! mv whole.txt keyfile.txt

-- 9. After a restart both versions come from the file.
\restart --sealion-profile=enterprise --plugin-load-add=file_key_management --file-key-management-filename=../keyfile.txt
SELECT * FROM shop.card;
SHOW FILE_KEY_MANAGEMENT_KEYS;
