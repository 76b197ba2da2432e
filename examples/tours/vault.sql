-- A tour of keys from HashiCorp Vault: a mount for them, a server that has its keys from there, and what the two say to
-- each other.
--
-- Run it in an empty folder; nobody waits for what takes time:
--
--   sealion --no-defaults --datadir=tour --virtual-time=2026-01-01 < vault.sql
--
-- \vault runs Vault's own commands for the Vault that this server has in itself. With a MariaDB server they are the same in
-- a shell, http://lab.sealion:8200 is the address of your Vault, and wherever \restart stands you restart the server.

-- 1. Keys are secrets of a mount that keeps versions of them.
\vault secrets enable -path /mariadb -version=2 kv
\vault kv put /mariadb/1 data="0123456789ABCDEF0123456789ABCDEF"
\vault kv put /mariadb/2 data="a7addd9adea9978fda19f21e6be987880e68ac92632ca052e5bb42b1a506939a"

-- 2. The name of a secret is the key id, and its one field is called data: hexadecimal digits. 32 of them are 16 bytes, a key
--    for AES-128; 64 are 32 bytes, one for AES-256.
\vault kv get /mariadb/1
\vault kv list mariadb

-- 3. A server needs a token that may read the keys, and how the mount keeps them. Root may do anything; better is one that
--    may do just this.
\! printf 'path "mariadb/data/*" { capabilities = ["read"] }\n' > server.hcl
\! printf 'path "sys/mounts/mariadb/tune" { capabilities = ["read"] }\n' >> server.hcl
\vault policy write server server.hcl
\vault token create -id=server-token -policy=server -field=token

-- 4. The server looks at the mount when it starts, and asks for keys when it needs them.
\restart --plugin-load-add=hashicorp_key_management --hashicorp-key-management-vault-url=http://lab.sealion:8200/v1/mariadb --hashicorp-key-management-token=server-token
SELECT PLUGIN_NAME, PLUGIN_STATUS FROM information_schema.PLUGINS WHERE PLUGIN_NAME LIKE 'hashicorp%' ORDER BY 1;
SHOW GLOBAL VARIABLES LIKE 'hashicorp%';

-- 5. The token does not show. A table with key 2, and one with a key that Vault does not have:
CREATE DATABASE shop;
CREATE TABLE shop.card (number CHAR(16)) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=2;
INSERT INTO shop.card VALUES ('4929558213364012');
CREATE TABLE shop.coupon (code CHAR(8)) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=7;
SHOW WARNINGS;

-- 6. What the server has asked for. Keys come once: they are remembered.
\lab requests vault
SHOW HASHICORP_KEY_MANAGEMENT_CACHE;

-- 7. The key is made, and so is the table.
\vault kv put /mariadb/7 data=49c16acc2dffe616710c9ba9a10b94944a737de1beccb52dc1560abfdd67388b
CREATE TABLE shop.coupon (code CHAR(8)) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=7;
SELECT NAME, CURRENT_KEY_ID, CURRENT_KEY_VERSION FROM information_schema.INNODB_TABLESPACES_ENCRYPTION
WHERE NAME LIKE 'shop/%' ORDER BY NAME;

-- 8. A key of a length that AES does not know. MariaDB takes it, and aborts when it writes the first page; here it is refused
--    before that.
\vault kv put /mariadb/8 data=0123456789
CREATE TABLE shop.voucher (code CHAR(8)) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=8;

-- 9. A start that fails, and why. The server is there afterwards, but without the plugin; the error log has the reason.
\vault secrets enable -path /old -version=1 kv
\restart --plugin-load-add=hashicorp_key_management --hashicorp-key-management-vault-url=http://lab.sealion:8200/v1/old --hashicorp-key-management-token=root
\! grep -o 'hashicorp: Key.*' tour/*.err
SELECT * FROM shop.card;

-- 10. With the right place everything is back.
\restart --plugin-load-add=hashicorp_key_management --hashicorp-key-management-vault-url=http://lab.sealion:8200/v1/mariadb --hashicorp-key-management-token=server-token
SELECT * FROM shop.card;
