-- A tour of a Vault that fails: what a server can do meanwhile, what it can not, and what it says.
--
-- Run it in an empty folder; nobody waits for what takes time:
--
--   sealion --no-defaults --datadir=tour --virtual-time=2026-01-01 -f < vault-outage.sql
--
-- \lab lets the Vault fail that this server has in itself, \vault is Vault's own program.

-- 1. A server with keys from Vault, and a table. It asks for the latest version of a key each time, and gives up a request
--    after two seconds and one further try.
\restart --plugin-load-add=hashicorp_key_management --hashicorp-key-management-vault-url=http://lab.sealion:8200/v1/test --hashicorp-key-management-token=root --hashicorp-key-management-timeout=2 --hashicorp-key-management-max-retries=1 --hashicorp-key-management-cache-version-timeout=0
CREATE DATABASE clinic;
CREATE TABLE clinic.patient (name CHAR(20)) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=2;
INSERT INTO clinic.patient VALUES ('Ada');

-- 2. Nobody listens any more. What is remembered counts, whatever its age, and nothing is said about it.
\lab fault vault down
CREATE TABLE clinic.room (number INT) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=2;
INSERT INTO clinic.patient VALUES ('Grace');

-- 3. A key that it has not seen yet is another matter.
CREATE TABLE clinic.bed (number INT) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=3;
SHOW WARNINGS;
\lab clear vault

-- 4. A Vault that takes requests and does not answer costs time: two seconds, and two for the further try, for each question.
\lab fault vault hang
SET @before = SYSDATE(6);
CREATE TABLE clinic.ward (number INT) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=2;
SELECT TIMESTAMPDIFF(SECOND, @before, SYSDATE(6)) AS seconds;
\lab clear vault

-- 5. It can also fail by answering. An answer counts, even if it is a refusal, and even if the key is remembered: here somebody
--    has sealed it.
\vault operator seal
CREATE TABLE clinic.drug (name CHAR(20)) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=2;
SHOW WARNINGS;

-- 6. Reading goes on, for the tables are open. A page can not be written without its key's version, though: MariaDB would abort
--    at this INSERT, some seconds later. Here it fails, and nothing is lost.
SELECT * FROM clinic.patient;
INSERT INTO clinic.patient VALUES ('Alan');
SELECT * FROM clinic.patient;

-- 7. A restart now would be a mistake: the plugin does not start, and every encrypted table seems to be broken.
\restart --plugin-load-add=hashicorp_key_management --hashicorp-key-management-vault-url=http://lab.sealion:8200/v1/test --hashicorp-key-management-token=root
\! grep -o 'hashicorp: Hashicorp.*' tour/*.err | tail -1
SELECT * FROM clinic.patient;
\vault status

-- 8. With FORCE the server does not come up at all, which is better than a server without its tables.
\restart --plugin-load-add=hashicorp_key_management --hashicorp-key-management=FORCE --hashicorp-key-management-vault-url=http://lab.sealion:8200/v1/test --hashicorp-key-management-token=root

-- 9. Unsealed, everything is as before. What follows are other answers of a Vault in trouble, one time each.
\! sed 's/.*unsealKey":"\([0-9a-f]*\)".*/\1/' tour/.lab/vault.json > unseal-key
\! printf '\\vault operator unseal %s\n' "$(cat unseal-key)" > unseal.sql
source unseal.sql
\restart --plugin-load-add=hashicorp_key_management --hashicorp-key-management-vault-url=http://lab.sealion:8200/v1/test --hashicorp-key-management-token=root --hashicorp-key-management-cache-version-timeout=0
SELECT * FROM clinic.patient;
\lab fault vault token-expired --times=1
CREATE TABLE clinic.a (a INT) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=2;
\lab fault vault rate-limited --times=1
CREATE TABLE clinic.a (a INT) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=2;
\lab fault vault no-leader --times=1
CREATE TABLE clinic.a (a INT) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=2;
\lab fault vault html --times=1
CREATE TABLE clinic.a (a INT) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=2;
\lab fault vault standby-redirect --times=1
CREATE TABLE clinic.a (a INT) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=2;
\! grep -o 'Hashicorp server error: ...' tour/*.err | tail -3

-- 10. A token that lives an hour is a fault that waits: the server never renews it.
\! printf 'path "test/data/*" { capabilities = ["read"] }\n' > server.hcl
\vault policy write server server.hcl
\vault token create -id=server-token -policy=server -ttl=1h -field=token
\restart --plugin-load-add=hashicorp_key_management --hashicorp-key-management-vault-url=http://lab.sealion:8200/v1/test --hashicorp-key-management-token=server-token --hashicorp-key-management-check-kv-version=OFF --hashicorp-key-management-cache-version-timeout=0
CREATE TABLE clinic.b (a INT) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=2;
DO SLEEP(3601);
CREATE TABLE clinic.c (a INT) ENGINE=InnoDB ENCRYPTED=YES ENCRYPTION_KEY_ID=2;
