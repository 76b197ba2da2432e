/** Once per run, before the first interop test: is MariaDB here? Then the data directory that its servers start from. */
export { startRun as default } from '../support/mariadb.js';
