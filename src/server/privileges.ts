/** Who may do what. Until accounts are simulated, root may do everything and everybody else nothing special. */
import type { SessionState } from '../commands/define.js';

export const hasPrivilege = ({ user }: Pick<SessionState, 'user'>, _privilege: string): boolean => user === 'root';
