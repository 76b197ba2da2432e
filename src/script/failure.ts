/** The two ways in which a script ends early. Anything else that is thrown is a bug in the runner. */

/** The script failed: a wrong error, a mistake in it, a `die`. */
export class ScriptFailure extends Error {
  override readonly name = 'ScriptFailure';
}

/** The script does not want to run here. */
export class ScriptSkipped extends Error {
  override readonly name = 'ScriptSkipped';
}
