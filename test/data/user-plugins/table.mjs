import { definePlugin } from 'sealion/plugin';

let flushed = 0;
const number = { type: { name: 'INT', unsigned: false, zerofill: false, width: 11 }, nullable: false };

export default definePlugin({
  name: 'user_table',
  type: 'INFORMATION SCHEMA',
  version: '1.0',
  maturity: 'Stable',
  author: 'a user',
  description: 'How often it was flushed',
  license: 'BSD',
  init: () => ({
    columns: { FLUSHED: { ...number, showName: 'Flushed' }, SECRET: { ...number, showName: null } },
    show: true,
    rows: async () => [[flushed, 7]],
    reset() {
      flushed++;
    },
    status: () => ({ User_table_flushed: flushed }),
  }),
});
