/** Where the lab is that a program has in itself: a host that no network has, which the port `Http` leads to it. */

export const LAB_HOST = 'lab.sealion';

export const LAB_VAULT_PORT = 8200;

/** As VAULT_ADDR has it. */
export const LAB_VAULT_URL = `http://${LAB_HOST}:${LAB_VAULT_PORT}`;

/** Of the root of a new Vault there. Nobody outside of the program can use it. */
export const LAB_VAULT_TOKEN = 'root';
