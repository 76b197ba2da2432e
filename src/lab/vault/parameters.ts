/** Parameters of requests, of which each may be missing. */
import { badRequest, isObject, type Json, type JsonObject } from './message.js';
import { parseDuration } from './time.js';

const CUSTOM_KEYS_MAX = 64;
const CUSTOM_KEY_LENGTH_MAX = 128;
const CUSTOM_VALUE_LENGTH_MAX = 512;

/** Milliseconds. */
export function duration(body: JsonObject, name: string): number | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  const ms = parseDuration(value);
  if (ms === undefined) throw unreadable(name, 'not a duration');
  return ms;
}

/** A count; 0 means that there is no such setting. */
export function limit(body: JsonObject, name: string): number | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  const count = Number(value);
  if (!Number.isInteger(count) || count < 0) throw unreadable(name, 'not a whole number');
  return count;
}

export function readFlag(body: JsonObject, name: string): boolean | undefined {
  const value = body[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  throw unreadable(name, 'neither true nor false');
}

export function readText(body: JsonObject, name: string): string | undefined {
  const value = body[name];
  return typeof value === 'string' ? value : undefined;
}

/** A list, or a text with commas. */
export function readList(body: JsonObject, name: string): string[] | undefined {
  const value = body[name];
  if (Array.isArray(value)) return value.map(String);
  return typeof value === 'string' ? value.split(',').filter((part) => part !== '') : undefined;
}

/** Names and texts that somebody has given a secret. */
export function customMetadata(value: Json | undefined): ReadonlyMap<string, string> | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw unreadable('custom_metadata', 'not an object');
  const entries = Object.entries(value);
  if (entries.length > CUSTOM_KEYS_MAX)
    throw badRequest(
      `custom_metadata validation failed: payload must contain at most ${CUSTOM_KEYS_MAX} keys, provided ${entries.length}`,
    );
  for (const [key, text] of entries) {
    const name = JSON.stringify(key);
    if (key === '') throw badRequest('custom_metadata validation failed: length of key "" is 0 but must be 0 < len');
    if (key.length > CUSTOM_KEY_LENGTH_MAX) throw tooLong(`key ${name}`, key.length, CUSTOM_KEY_LENGTH_MAX);
    if (typeof text !== 'string') throw unreadable('custom_metadata', `the value of ${name} is no text`);
    if (text.length > CUSTOM_VALUE_LENGTH_MAX)
      throw tooLong(`value for key ${name}`, text.length, CUSTOM_VALUE_LENGTH_MAX);
  }
  return new Map(entries as [string, string][]);
}

const tooLong = (what: string, length: number, max: number) =>
  badRequest(`custom_metadata validation failed: length of ${what} is ${length} but must be 0 < len <= ${max}`);

const unreadable = (name: string, why: string) =>
  badRequest(`error converting input for field ${JSON.stringify(name)}: ${why}`);
