-- A tour of key rotation with HashiCorp Vault: when a server notices a new version of a key, how old pages come to it, and
-- when the old version may go.
--
-- Run it in an empty folder; nobody waits for what takes time:
--
--   sealion --no-defaults --datadir=tour --virtual-time=2026-01-01 < vault-rotation.sql
--
-- With a MariaDB server \vault is the program of that name in a shell, http://lab.sealion:8200 the address of your Vault.

-- 1. Keys 1 and 2, and a server that looks for new versions every minute.
\vault secrets enable -path=mariadb -version=2 kv
\vault kv put mariadb/1 data=a7addd9adea9978fda19f21e6be987880e68ac92632ca052e5bb42b1a506939a
\vault kv put mariadb/2 data=49c16acc2dffe616710c9ba9a10b94944a737de1beccb52dc1560abfdd67388b
\restart --plugin-load-add=hashicorp_key_management --hashicorp-key-management-vault-url=http://lab.sealion:8200/v1/mariadb --hashicorp-key-management-token=root --hashicorp-key-management-cache-version-timeout=60000
CREATE DATABASE shop;
CREATE TABLE shop.old (a INT) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=2;
INSERT INTO shop.old VALUES (1);

-- 2. Rotation is a new version of the secret.
\vault kv put mariadb/2 data=8db1ee74580e7e93ab8cf157f02656d356c2f437d548d5bf16bf2a56932954a3

-- 3. A new table still gets version 1: for a minute the server believes that this is the latest.
CREATE TABLE shop.soon (a INT) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=2;
SELECT NAME, MIN_KEY_VERSION, CURRENT_KEY_VERSION FROM information_schema.INNODB_TABLESPACES_ENCRYPTION
WHERE NAME LIKE 'shop/%' ORDER BY NAME;

-- 4. A minute later it asks again.
DO SLEEP(61);
CREATE TABLE shop.later (a INT) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=2;
SELECT NAME, MIN_KEY_VERSION, CURRENT_KEY_VERSION FROM information_schema.INNODB_TABLESPACES_ENCRYPTION
WHERE NAME LIKE 'shop/%' ORDER BY NAME;

-- 5. From 12.3 on nobody has to wait: FLUSH forgets what is remembered. It asks for nothing by itself; who needs a key next
--    does.
\vault kv put mariadb/2 data=1111111111111111111111111111111122222222222222222222222222222222
SHOW HASHICORP_KEY_MANAGEMENT_CACHE;
FLUSH HASHICORP_KEY_MANAGEMENT_CACHE;
SHOW HASHICORP_KEY_MANAGEMENT_CACHE;
CREATE TABLE shop.flushed (a INT) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=2;
SELECT * FROM information_schema.HASHICORP_KEY_MANAGEMENT_CACHE ORDER BY KEY_ID;

-- 6. What is encrypted stays as it is until encryption threads write it again. With innodb_encryption_rotate_key_age = 1 a
--    page may be one version behind, and two are too many.
SELECT NAME, MIN_KEY_VERSION, CURRENT_KEY_VERSION FROM information_schema.INNODB_TABLESPACES_ENCRYPTION
WHERE NAME LIKE 'shop/%' ORDER BY NAME;
SET GLOBAL innodb_encryption_rotate_key_age = 1;
SET GLOBAL innodb_encrypt_tables = ON;
SET GLOBAL innodb_encryption_threads = 2;
DO SLEEP(5);
SELECT NAME, MIN_KEY_VERSION, CURRENT_KEY_VERSION FROM information_schema.INNODB_TABLESPACES_ENCRYPTION
WHERE NAME LIKE 'shop/%' ORDER BY NAME;
SET GLOBAL innodb_encryption_threads = 0;

-- 7. Now no page wants version 1 any more. Gone is gone: look at MIN_KEY_VERSION of all tablespaces first, and at your
--    backups.
SELECT CURRENT_KEY_ID, MIN(MIN_KEY_VERSION) FROM information_schema.INNODB_TABLESPACES_ENCRYPTION GROUP BY CURRENT_KEY_ID;
\vault kv destroy -versions=1 mariadb/2
\restart --plugin-load-add=hashicorp_key_management --hashicorp-key-management-vault-url=http://lab.sealion:8200/v1/mariadb --hashicorp-key-management-token=root
SELECT * FROM shop.old;

-- 8. The accident: somebody destroys a version that is in use. A running server has the key; the next one does not.
CREATE TABLE shop.last (a INT) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=2;
INSERT INTO shop.last VALUES (7);
\vault kv put mariadb/2 data=3333333333333333333333333333333344444444444444444444444444444444
\vault kv delete -versions=3 mariadb/2
SELECT * FROM shop.last;
\restart --plugin-load-add=hashicorp_key_management --hashicorp-key-management-vault-url=http://lab.sealion:8200/v1/mariadb --hashicorp-key-management-token=root
SELECT * FROM shop.last;

-- 9. It was deleted, not destroyed. This time it comes back.
\vault kv undelete -versions=3 mariadb/2
\restart --plugin-load-add=hashicorp_key_management --hashicorp-key-management-vault-url=http://lab.sealion:8200/v1/mariadb --hashicorp-key-management-token=root
SELECT * FROM shop.last;

-- 10. The same happens without anybody: a secret keeps ten versions, and the eleventh rotation throws the first away. Let it
--     keep more, or re-encrypt in time.
\vault kv metadata put -max-versions=100 mariadb/2
