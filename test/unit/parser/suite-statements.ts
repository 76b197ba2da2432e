/** The statements in the recorded suites, and what the server answered to those that it could not parse. */
import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';

/** Words that begin a command of the script language and not a statement. */
const COMMANDS =
  /^(?:let|if|while|source|connect|connection|disconnect|echo|eval|exec|error|inc|dec|sleep|perl|write_file|remove_file|copy_file|replace_\w+|sorted_result|(?:dis|en)able_\w+|delimiter|reap|send|die|exit|skip|end|save_master_pos|sync_with_master|horizontal_results|vertical_results|query_vertical|list_files|file_exists|cat_file|append_file|move_file|mkdir|rmdir|chmod|reset_connection|change_user|shutdown_server|result_format|character_set|require|real_sleep|ping|diff_files|output|lowercase_result|query_horizontal|query|\}|\{)\b/i;

export interface RecordedStatement {
  readonly file: string;
  readonly sql: string;
  /** The server's text, when it answered with error 1064 of its own accord. */
  readonly refusal: string | undefined;
}

/** Every statement of the scripts that holds no variable of the script language. */
export function recordedStatements(): RecordedStatement[] {
  return globSync('test/suite/*/*.test')
    .sort()
    .flatMap((file) => {
      const result = readFileSync(file.replace(/test$/, 'result'), 'utf8');
      return statementsOf(readFileSync(file, 'utf8')).map((sql) => ({ file, sql, refusal: refusalOf(sql, result) }));
    });
}

const escaped = (text: string): string => text.replace(/[$|]/g, '\\$&');

function refusalOf(sql: string, result: string): string | undefined {
  const place = new RegExp(`\\n${sql.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}[|$]*\nERROR `);
  const [, error = ''] = `\n${result}`.split(place);
  return /^42000: ((?:You have an error|Only integers|No tables used near)[\s\S]*? at line \d+)/.exec(error)?.[1];
}

function statementsOf(script: string): string[] {
  const statements: string[] = [];
  let open = '';
  let delimiter = ';';
  // What a script writes to a file is no statement.
  for (const line of script.replace(/^--write_file[\s\S]*?^EOF$/gm, '').split('\n')) {
    if (open === '' && /^\s*(?:#|--|$|\}|\{)/.test(line)) continue;
    const changed = open === '' ? /^delimiter (.+)$/.exec(line) : null;
    if (changed) {
      const [, text = ''] = changed;
      delimiter = text.trim().replace(new RegExp(`${escaped(delimiter)}$`), '') || ';';
      continue;
    }
    open += open === '' ? line : `\n${line.trimStart()}`;
    if (!line.trimEnd().endsWith(delimiter)) continue;
    const sql = open.trim().slice(0, delimiter === ';' ? undefined : -delimiter.length);
    if (!COMMANDS.test(sql) && !/\$\w/.test(sql)) statements.push(sql);
    open = '';
  }
  return statements;
}
