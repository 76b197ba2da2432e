/** Variables that name a storage engine: only one that runs will do. */
import { sqlError } from '../base/errors.js';
import type { SystemVariables } from '../sysvars/registry.js';

const ENGINE_VARIABLES = ['default_storage_engine', 'default_tmp_storage_engine', 'enforce_storage_engine'];

/** SET refuses engines that are off. Error: 1286. */
export function hookEngineVariables(variables: SystemVariables, isActive: (engine: string) => boolean): void {
  for (const name of ENGINE_VARIABLES) {
    variables.hook<string | null>(name, {
      check(engine) {
        if (engine !== null && !isActive(engine)) throw sqlError('ER_UNKNOWN_STORAGE_ENGINE', engine);
        return true;
      },
    });
  }
}
