/** ha_example: a library of two plugins that do nothing, to try INSTALL, UNINSTALL and SET on. */
import { definePlugin, double, int, oneOf, sysvar, unsignedLong } from 'sealion/plugin';

const RANGE = { min: 0.5, max: 1000.5 };

const vars = {
  enumeration: sysvar('example_enum_var', {
    scope: 'GLOBAL',
    type: oneOf('e1', 'e2'),
    default: 'e1',
    comment: 'Sample ENUM system variable.',
  }),
  ulong: sysvar('example_ulong_var', {
    scope: 'GLOBAL',
    type: unsignedLong({ max: 1000, block: 0 }),
    default: 8,
    comment: '0..1000',
  }),
  int: sysvar('example_int_var', {
    scope: 'BOTH',
    type: int({ min: -1, max: 1, block: 0 }),
    default: 0,
    comment: '-1..1',
  }),
  double: sysvar('example_double_var', {
    scope: 'GLOBAL',
    type: double(RANGE),
    default: 8.5,
    comment: '0.500000..1000.500000',
  }),
  sessionDouble: sysvar('example_double_thdvar', {
    scope: 'BOTH',
    type: double(RANGE),
    default: 8.5,
    comment: '0.500000..1000.500000',
  }),
  tableOption: sysvar('example_varopt_default', {
    scope: 'BOTH',
    type: unsignedLong({ max: 100, block: 0 }),
    default: 5,
    comment: 'default value of the VAROPT table option',
  }),
  deprecated: sysvar('example_deprecated_var', {
    scope: 'BOTH',
    type: int({ min: -1, max: 1, block: 0 }),
    default: 0,
    deprecated: true,
    comment: '-1..1',
  }),
};

const engine = definePlugin({
  name: 'EXAMPLE',
  type: 'STORAGE ENGINE',
  version: '0.1',
  maturity: 'Experimental',
  author: 'Sealion',
  description: 'Example storage engine',
  license: 'GPL',
  vars,

  init: ({ vars: now }) => ({
    status() {
      const number = ['e1', 'e2'].indexOf(now.enumeration);
      const text = `enum_var is ${number}, ulong_var is ${now.ulong}, int_var is ${now.int}, double_var is ${now.double.toFixed(6)}, really`;
      return { Example_func_example: text };
    },
  }),
});

const daemon = definePlugin({
  name: 'UNUSABLE',
  type: 'DAEMON',
  version: '3.14',
  versionString: '3.14.15.926',
  maturity: 'Experimental',
  author: 'Sealion',
  description: 'Unusable Daemon',
  license: 'GPL',
  init: () => ({}),
});

export default [engine, daemon];
