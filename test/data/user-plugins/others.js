const { definePlugin } = require('sealion/plugin');

const about = { version: '1.0', maturity: 'Stable', author: 'a user', description: '', license: 'BSD' };

module.exports = [
  definePlugin({
    ...about,
    name: 'user_daemon',
    type: 'DAEMON',
    init({ log }) {
      log.note('user_daemon: up');
      return { stop: () => log.note('user_daemon: down') };
    },
  }),
  definePlugin({
    ...about,
    name: 'user_audit',
    type: 'AUDIT',
    init: ({ log }) => ({
      async notify({ event, text, errno }) {
        if (event === 'QUERY' && text.includes('heard')) log.note(`user_audit: ${text} (${errno})`);
        if (text.includes('nobody hears')) throw new Error('too much');
      },
    }),
  }),
  definePlugin({
    ...about,
    name: 'user_passwords',
    type: 'PASSWORD VALIDATION',
    init: ({ log }) => ({
      validate(user, password) {
        if (password === 'bomb') throw new Error('boom');
        if (password === 'later') return Promise.resolve(true);
        if (password !== user) return true;
        log.warn(1819, 'user_passwords: the name is no password');
        return false;
      },
    }),
  }),
];
