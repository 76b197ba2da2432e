/** Results as the XML that JUnit readers of build servers know, with the attributes of mtr's `--xml-report`. */
import type { TestResult } from './driver.js';

const STATUS = { pass: 'MTR_RES_PASSED', skipped: 'MTR_RES_SKIPPED', fail: 'MTR_RES_FAILED' } as const;

/** The whole report. */
export function junitText(results: readonly TestResult[], startedAt: number): string {
  const suites = new Map<string, TestResult[]>();
  for (const result of results) {
    const suite = suites.get(result.test.suite) ?? [];
    suite.push(result);
    suites.set(result.test.suite, suite);
  }
  const bodies = [...suites].map(([name, members], id) => suiteText(name, members, id, startedAt));
  const head = attributes({
    disabled: 0,
    errors: '',
    failures: count(results, 'fail'),
    name: '',
    tests: results.length,
    time: seconds(results),
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites ${head}>\n${bodies.join('')}</testsuites>\n`;
}

function suiteText(name: string, results: readonly TestResult[], id: number, startedAt: number): string {
  const head = attributes({
    disabled: 0,
    errors: '',
    failures: count(results, 'fail'),
    hostname: '',
    id,
    name,
    package: '',
    skipped: count(results, 'skipped'),
    tests: results.length,
    time: seconds(results),
    timestamp: new Date(startedAt).toISOString().slice(0, 19),
  });
  return `\t<testsuite ${head}>\n${results.map(caseText).join('')}\t</testsuite>\n`;
}

function caseText(result: TestResult): string {
  const { test, verdict } = result;
  const head = attributes({
    assertions: '',
    classname: test.suite,
    name: test.name.slice(test.suite.length + 1),
    status: STATUS[verdict.kind],
    time: seconds([result]),
    ...(test.combinations.length === 0 ? {} : { combinations: test.combinations.join() }),
  });
  const inside = detail(verdict);
  return inside === '' ? `\t\t<testcase ${head} />\n` : `\t\t<testcase ${head}>\n${inside}\t\t</testcase>\n`;
}

function detail(verdict: TestResult['verdict']): string {
  switch (verdict.kind) {
    case 'pass':
      return '';
    case 'skipped':
      return `\t\t\t<skipped ${attributes({ message: verdict.reason, type: STATUS.skipped })} />\n`;
    case 'fail': {
      const head = attributes({ message: verdict.message, type: STATUS.fail });
      return `\t\t\t<failure ${head}>${escaped(verdict.diff)}</failure>\n`;
    }
  }
}

const count = (results: readonly TestResult[], kind: keyof typeof STATUS): number =>
  results.filter(({ verdict }) => verdict.kind === kind).length;

const seconds = (results: readonly TestResult[]): string =>
  (results.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000).toFixed(3);

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}="${escaped(String(value)).replaceAll('\n', '&#10;')}"`)
    .join(' ');

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML has no control characters, not even as numbers, and no halves of characters: a question mark stands for them. */
const escaped = (text: string): string =>
  text.replace(/[^\P{C}\t\n\r\p{Cf}\p{Co}]/gu, '?').replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
