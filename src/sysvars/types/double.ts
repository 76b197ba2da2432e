/** DOUBLE variables. They are shown with six decimals. */
import { inputText, refuseOption, type SysvarType } from '../sysvar-type.js';

const NUMBER = /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/** A DOUBLE variable within a range. */
export function double({ min, max }: { readonly min: number; readonly max: number }): SysvarType<number> {
  const clip = (value: number) => Math.min(max, Math.max(min, value));
  return {
    name: 'DOUBLE',
    range: { min: String(min), max: String(max), block: null },
    sqlType: { name: 'DOUBLE', unsigned: false, zerofill: false, decimals: 6 },
    fromSql(input) {
      if (input.type === 'STRING') return { refusal: 'ER_WRONG_TYPE_FOR_VAR' };
      const given = Number(input.value ?? 0);
      const shown = inputText({ type: 'DOUBLE', value: given });
      return { value: clip(given), adjusted: clip(given) !== given, shown };
    },
    fromOption(text, option) {
      if (!NUMBER.test(text)) {
        const refused = refuseOption(option, text, 13, `Invalid decimal value for option '${option}'`);
        return { ...refused, otherwise: 0 };
      }
      const given = Number(text);
      const value = clip(given);
      if (value === given) return { value, log: [] };
      return { value, log: [{ level: 'Warning', text: `option '${option}': value ${given} adjusted to ${value}` }] };
    },
    format: (value) => value.toFixed(6),
    toSql: (value) => value,
  };
}
