/** The auditor's question: is everything encrypted, and with key versions that are new enough? */
import { NOT_ENCRYPTED } from '../services/encryption.js';
import type { FileReport } from './report.js';

export type AuditVerdict = 'encrypted' | 'not encrypted' | 'unknown';

export interface AuditItem {
  readonly path: string;
  readonly kind: string;
  readonly size: number;
  readonly why: string;
  readonly keyId?: number;
  readonly keyVersions?: readonly number[];
}

export interface Audit {
  readonly verdict: AuditVerdict;
  readonly exitCode: 0 | 1 | 2;
  readonly minVersion?: number;
  /** Could not be judged. */
  readonly unknown: readonly AuditItem[];
  readonly plain: readonly AuditItem[];
  readonly partly: readonly AuditItem[];
  /** In use they are encrypted, but old data are left in them. */
  readonly remains: readonly AuditItem[];
  /** Encrypted, with a key version below the least that is wanted. */
  readonly outdated: readonly AuditItem[];
  readonly encrypted: readonly AuditItem[];
  /** How many there are of each kind of file that MariaDB has no encryption for. */
  readonly neverEncrypted: Readonly<Record<string, number>>;
  /** Warnings of damage, which no audit can pass over in silence. */
  readonly damaged: readonly AuditItem[];
}

export function audit(files: readonly FileReport[], minVersion: number | undefined): Audit {
  const by = (state: FileReport['encryption']) => files.filter(({ encryption }) => encryption === state);
  const whole = [...by('encrypted'), ...by('remains'), ...by('partly')];
  const outdated = minVersion === undefined ? [] : whole.filter((report) => isOlder(report, minVersion));
  const unversioned =
    minVersion === undefined ? [] : by('encrypted').filter((report) => versionsIn(report).length === 0);
  const unknown = [
    ...by('unknown').map((report) => item(report)),
    ...unversioned.map((report) => item(report, NO_VERSION)),
  ];
  const bad = [...by('plain'), ...by('partly'), ...by('remains'), ...outdated];
  const verdict = bad.length > 0 ? 'not encrypted' : unknown.length > 0 || files.length === 0 ? 'unknown' : 'encrypted';
  return {
    verdict,
    exitCode: EXIT_CODES[verdict],
    ...(minVersion === undefined ? {} : { minVersion }),
    unknown,
    plain: by('plain').map((report) => item(report)),
    partly: by('partly').map((report) => item(report)),
    remains: by('remains').map((report) => item(report)),
    outdated: outdated.map((report) =>
      item(report, `${countOlder(report, minVersion ?? 0)} below version ${minVersion}`),
    ),
    encrypted: by('encrypted')
      .filter((report) => !outdated.includes(report))
      .map((report) => item(report)),
    neverEncrypted: countKinds(by('never')),
    damaged: files.flatMap((report) => {
      const problem = report.problems.find(({ level }) => level === 'damage');
      return problem ? [item(report, problem.text)] : [];
    }),
  };
}

const EXIT_CODES = { encrypted: 0, 'not encrypted': 1, unknown: 2 } as const;

const NO_VERSION = 'it does not say with which key version it is encrypted';

const versionsIn = ({ keyVersions }: FileReport): readonly number[] =>
  Object.keys(keyVersions)
    .map(Number)
    .filter((version) => version !== NOT_ENCRYPTED);

const isOlder = (report: FileReport, minVersion: number): boolean =>
  versionsIn(report).some((version) => version < minVersion);

function countOlder({ keyVersions, kind }: FileReport, minVersion: number): string {
  const pages = Object.entries(keyVersions)
    .filter(([version]) => Number(version) !== NOT_ENCRYPTED && Number(version) < minVersion)
    .reduce((sum, [, count]) => sum + count, 0);
  return /log/.test(kind) ? 'written' : `${pages} page${pages === 1 ? '' : 's'}`;
}

function item(report: FileReport, why?: string): AuditItem {
  const { path, kind, size, keyId } = report;
  const keyVersions = versionsIn(report);
  return {
    path,
    kind,
    size,
    why: why ?? report.why ?? report.problems[0]?.text ?? '',
    ...(keyId === undefined ? {} : { keyId }),
    ...(keyVersions.length === 0 ? {} : { keyVersions }),
  };
}

function countKinds(files: readonly FileReport[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { lines, kind } of files) {
    const what = lines.find(([label]) => label === 'content')?.[1] ?? kind;
    counts[what] = (counts[what] ?? 0) + 1;
  }
  return counts;
}
