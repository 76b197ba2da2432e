/** `npm run bench [-- NAME …]`: measures all figures, or the named ones, and prints them beside their goals. */
import { startRun } from '../test/support/mariadb.js';
import { type Figure, report } from './measure.js';

const BENCHES: Readonly<Record<string, () => Promise<Figure[]>>> = {
  startup: async () => (await import('./startup.js')).startup(),
  lifecycle: async () => (await import('./lifecycle.js')).lifecycle(),
  tables: async () => (await import('./tables.js')).tables(),
  growth: async () => (await import('./growth.js')).growth(),
  rotation: async () => (await import('./rotation.js')).rotation(),
  pages: async () => (await import('./pages.js')).pages(),
  parsing: async () => (await import('./parse.js')).parsing(),
  plugins: async () => (await import('./plugins.js')).plugins(),
  vault: async () => (await import('./vault.js')).vault(),
  protocol: async () => (await import('./protocol.js')).protocol(),
  suite: async () => (await import('./suite.js')).suite(),
};

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  console.error(`Unknown: ${unknown.join(', ')}. There are ${Object.keys(BENCHES).join(', ')}.`);
  process.exit(1);
}
const endRun = await startRun();
try {
  const figures: Figure[] = [];
  for (const [name, bench] of Object.entries(BENCHES)) {
    if (asked.length > 0 && !asked.includes(name)) continue;
    console.error(`measuring ${name} …`);
    figures.push(...(await bench()));
  }
  console.log(report(figures));
} finally {
  endRun();
}
