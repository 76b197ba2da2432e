import { defineConfig } from 'vitest/config';

/**
 * `fast` runs on every save, `suite` replays what a real server recorded, `mariadb` runs MariaDB's own tests where they
 * are installed, `interop` needs a real server.
 */
export default defineConfig({
  // The `source` condition lets a test say `sealion/plugin`, as users do, and reach `src`.
  ssr: { resolve: { conditions: ['source'] } },
  test: {
    restoreMocks: true,
    testTimeout: 10_000,
    projects: [
      {
        extends: true,
        test: { name: 'fast', include: ['test/{unit,property}/**/*.test.ts', 'test/tidy.test.ts'] },
      },
      {
        extends: true,
        test: { name: 'suite', include: ['test/suite/run.test.ts'], testTimeout: 60_000 },
      },
      {
        extends: true,
        test: { name: 'mariadb', include: ['test/mariadb/**/*.test.ts'], testTimeout: 400_000 },
      },
      {
        extends: true,
        test: {
          name: 'interop',
          include: ['test/interop/**/*.test.ts'],
          globalSetup: ['test/interop/setup.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          maxConcurrency: 2,
          // A real server beside another one measures nothing but their fight for the processor.
          fileParallelism: false,
        },
      },
    ],
  },
});
