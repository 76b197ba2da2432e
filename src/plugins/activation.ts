/** Activation levels: what follows from `--plugin-name=LEVEL`. */
import type { Activation } from '../sysvars/activation-option.js';

export type { Activation } from '../sysvars/activation-option.js';

/** The server does not start without the plugin. */
export const isForced = (level: Activation): boolean => level === 'FORCE' || level === 'FORCE_PLUS_PERMANENT';
/** UNINSTALL is refused. */
export const isPermanent = (level: Activation): boolean => level === 'FORCE_PLUS_PERMANENT';
