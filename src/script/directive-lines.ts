/** How lines `# sealion: name args` of a script are recognised. */

/** One directive line. */
export interface Directive {
  readonly name: string;
  readonly argument: string;
  readonly line: number;
}

/** How a line begins that is more than a comment. */
const PREFIX = /^#\s*sealion:[ \t]*/;

/** The directive that a comment line is, if it is one. */
export function directiveIn(comment: string): { readonly name: string; readonly argument: string } | undefined {
  if (!PREFIX.test(comment)) return undefined;
  const [, name = '', argument = ''] = /^(\S*)\s*(.*)$/s.exec(comment.replace(PREFIX, '').trim()) ?? [];
  return { name, argument };
}

/** All directives of a script's text. */
export function directivesOf(text: string): readonly Directive[] {
  return text.split('\n').flatMap((comment, index) => {
    const directive = directiveIn(comment.trim());
    return directive ? [{ ...directive, line: index + 1 }] : [];
  });
}
