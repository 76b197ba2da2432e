-- A tour from a key file to HashiCorp Vault, and back: no page is written again, for the keys stay the same.
--
-- Run it in an empty folder:
--
--   sealion --no-defaults --datadir=tour --virtual-time=2026-01-01 < file-to-vault.sql
--
-- With a MariaDB server \vault is the program of that name in a shell, http://lab.sealion:8200 the address of your Vault, and
-- wherever \restart stands you restart the server.

-- 1. A server with a key file (\073 is a semicolon, which would end the line here), and two tables.
\! printf '1\073a7addd9adea9978fda19f21e6be987880e68ac92632ca052e5bb42b1a506939a\n' > keyfile.txt
\! printf '2\07349c16acc2dffe616710c9ba9a10b94944a737de1beccb52dc1560abfdd67388b\n' >> keyfile.txt
\restart --plugin-load-add=file_key_management --file-key-management-filename=../keyfile.txt
CREATE DATABASE shop;
CREATE TABLE shop.customer (name CHAR(20)) ENGINE=InnoDB ENCRYPTED=YES;
CREATE TABLE shop.card (number CHAR(16)) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=2;
INSERT INTO shop.customer VALUES ('Ada'), ('Grace');
INSERT INTO shop.card VALUES ('4929558213364012');

-- 2. The same digits go to Vault, each key under its id. A key file has version 1 of each key, and so has a new secret.
\vault secrets enable -path=mariadb -version=2 kv
\vault kv put mariadb/1 data=a7addd9adea9978fda19f21e6be987880e68ac92632ca052e5bb42b1a506939a
\vault kv put mariadb/2 data=49c16acc2dffe616710c9ba9a10b94944a737de1beccb52dc1560abfdd67388b

-- 3. The other plugin, the same tables.
\restart --plugin-load-add=hashicorp_key_management --hashicorp-key-management-vault-url=http://lab.sealion:8200/v1/mariadb --hashicorp-key-management-token=root
SELECT * FROM shop.customer;
SELECT * FROM shop.card;
SELECT NAME, MIN_KEY_VERSION, CURRENT_KEY_VERSION, CURRENT_KEY_ID FROM information_schema.INNODB_TABLESPACES_ENCRYPTION
WHERE NAME LIKE 'shop/%' ORDER BY NAME;

-- 4. As long as no key has a second version, the way back is open.
INSERT INTO shop.customer VALUES ('Alan');
\restart --plugin-load-add=file_key_management --file-key-management-filename=../keyfile.txt
SELECT * FROM shop.customer;

-- 5. Nobody can go that way by half: a server has one key management plugin. The other one is refused, and only the error log
--    says so.
\restart --plugin-load-add=file_key_management --file-key-management-filename=../keyfile.txt --plugin-load-add=hashicorp_key_management --hashicorp-key-management-vault-url=http://lab.sealion:8200/v1/mariadb --hashicorp-key-management-token=root
SELECT PLUGIN_NAME, PLUGIN_STATUS FROM information_schema.PLUGINS WHERE PLUGIN_TYPE = 'ENCRYPTION' ORDER BY 1;
\! grep -o "Plugin '[a-z_]*' registration as a ENCRYPTION failed" tour/*.err

-- 6. In Vault, rotation begins: the file would not have that version.
\restart --plugin-load-add=hashicorp_key_management --hashicorp-key-management-vault-url=http://lab.sealion:8200/v1/mariadb --hashicorp-key-management-token=root
\vault kv put mariadb/2 data=8db1ee74580e7e93ab8cf157f02656d356c2f437d548d5bf16bf2a56932954a3
FLUSH HASHICORP_KEY_MANAGEMENT_CACHE;
CREATE TABLE shop.coupon (code CHAR(8)) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=2;
INSERT INTO shop.coupon VALUES ('SPRING26');
SELECT NAME, MIN_KEY_VERSION, CURRENT_KEY_VERSION, CURRENT_KEY_ID FROM information_schema.INNODB_TABLESPACES_ENCRYPTION
WHERE NAME LIKE 'shop/%' ORDER BY NAME;

-- 7. Back at the file, the tables of before are there, the new one is not.
\restart --plugin-load-add=file_key_management --file-key-management-filename=../keyfile.txt
SELECT * FROM shop.card;
SELECT * FROM shop.coupon;
