/** JSON merge patches (RFC 7396). */
import { isObject, type Json } from './message.js';

/** `target` with what the patch names: null takes away, objects are merged, anything else replaces. */
export function applyPatch(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const merged = new Map(isObject(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, applyPatch(merged.get(name) ?? null, value));
  }
  return Object.fromEntries(merged);
}
