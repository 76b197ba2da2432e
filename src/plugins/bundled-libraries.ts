/** The libraries that come with the server, by SONAME. Each is loaded when somebody asks for it. */
import type { BundledLibraries } from './library.js';

export const bundledLibraries: BundledLibraries = {
  auth_ed25519: async () => (await import('./builtin/auth-ed25519/index.js')).default,
  debug_key_management: async () => (await import('./builtin/debug-key-management.js')).default,
  example_key_management: async () => (await import('./builtin/example-key-management.js')).default,
  file_key_management: async () => (await import('./builtin/file-key-management/index.js')).default,
  ha_example: async () => (await import('./builtin/ha-example.js')).default,
  hashicorp_key_management: async () => (await import('./builtin/hashicorp-key-management/index.js')).default,
  locales: async () => (await import('./builtin/locales.js')).default,
  server_audit: async () => (await import('./builtin/audit/server-audit.js')).default,
  simple_password_check: async () => (await import('./builtin/simple-password-check.js')).default,
  sql_errlog: async () => (await import('./builtin/audit/sql-errlog.js')).default,
};
