/** Passwords and tokens among the options: what is printed does not show them. */
import type { OptionSetting } from '../sysvars/option-setting.js';

const HIDDEN = '***';

/** A value that is itself the secret; `FILE:` only says where it is. */
export const isSecret = (name: string, value: string): boolean =>
  /[-_](filekey|token|password|secret)$/i.test(name) && value !== '' && !value.startsWith('FILE:');

export const shownValue = (name: string, value: string): string => (isSecret(name, value) ? HIDDEN : value);

/** A text without the secrets that the settings hold. */
export function withoutSecrets(settings: readonly OptionSetting[]): (text: string) => string {
  const secrets = settings.flatMap(({ name, value }) => (value !== undefined && isSecret(name, value) ? [value] : []));
  return (text) => secrets.reduce((shown, secret) => shown.replaceAll(`=${secret}`, `=${HIDDEN}`), text);
}
