/** `sealion/plugin`: the public API for plugin authors. */
export * from './plugins/api.js';
