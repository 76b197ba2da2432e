/** Where INTO and GET DIAGNOSTICS put values: user variables, and variables of a routine. */
import { assert } from '../base/assert.js';
import type { Destination } from '../parser/ast.js';
import type { Context, TypedValue } from './define.js';

export function assignTo({ kind, name }: Destination, value: TypedValue, { session, environment }: Context): void {
  if (kind === 'UserVariable') {
    session.userVariables.set(name, value);
    return;
  }
  assert(environment.locals, 'a variable of a routine is only named in one');
  environment.locals.assign(name, value, environment);
}
