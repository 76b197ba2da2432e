/** CREATE and DROP TRIGGER. */
import { sqlError } from '../../base/errors.js';
import type { Commands } from '../define.js';

export const triggerCommands = {
  CreateTrigger() {
    throw sqlError('ER_NOT_SUPPORTED_YET', 'CREATE TRIGGER');
  },

  DropTrigger() {
    throw sqlError('ER_NOT_SUPPORTED_YET', 'DROP TRIGGER');
  },
} satisfies Pick<Commands, 'CreateTrigger' | 'DropTrigger'>;
