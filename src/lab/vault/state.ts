/** Everything that the lab's Vault knows. It is plain data, so a file can hold it. */

/** One version of a secret. */
export interface SecretVersion {
  readonly createdTime: number;
  /** Deleted from then on; it may lie ahead. */
  deletionTime?: number;
  destroyed: boolean;
  /** JSON, as it was written; nothing once it is destroyed. */
  data?: string;
}

export interface Secret {
  readonly createdTime: number;
  updatedTime: number;
  currentVersion: number;
  oldestVersion: number;
  maxVersions: number;
  casRequired: boolean;
  deleteVersionAfterMs: number;
  customMetadata: ReadonlyMap<string, string> | undefined;
  readonly versions: Map<number, SecretVersion>;
}

export interface Mount {
  /** Its namespace included, and a slash at the end. */
  readonly path: string;
  readonly namespace: string;
  /** Undefined when it was mounted without a version, which means 1 as well. */
  version: 1 | 2 | undefined;
  description: string;
  readonly accessor: string;
  readonly uuid: string;
  defaultLeaseTtl: number;
  maxLeaseTtl: number;
  /** The settings of all secrets of a versioned mount. */
  readonly config: { maxVersions: number; casRequired: boolean; deleteVersionAfterMs: number };
  readonly secrets: Map<string, Secret>;
  /** Of a mount without versions: JSON by path. */
  readonly values: Map<string, string>;
}

export interface Token {
  readonly id: string;
  readonly accessor: string;
  readonly namespace: string;
  readonly policies: readonly string[];
  readonly displayName: string;
  readonly meta: ReadonlyMap<string, string> | undefined;
  readonly path: string;
  readonly parent: string | undefined;
  readonly creationTime: number;
  readonly creationTtlMs: number;
  readonly explicitMaxTtlMs: number;
  readonly periodMs: number;
  readonly renewable: boolean;
  /** Never, where it is undefined. */
  expireTime: number | undefined;
  lastRenewal: number | undefined;
  /** How often it may be used still; 0 is without limit. */
  usesLeft: number;
}

export interface VaultState {
  readonly clusterId: string;
  readonly clusterName: string;
  readonly unsealKey: string;
  sealed: boolean;
  /** Names as `team/`; the root namespace is '' and always there. */
  readonly namespaces: Set<string>;
  /** By path. */
  readonly mounts: Map<string, Mount>;
  /** By id. */
  readonly tokens: Map<string, Token>;
  /** Texts by namespace and name. */
  readonly policies: Map<string, string>;
}

/** What a Vault begins with. */
export interface NewVault {
  readonly rootToken: string;
  /** 64 hexadecimal digits. */
  readonly unsealKey: string;
  readonly clusterId: string;
  readonly now: number;
  readonly accessor: string;
}

/** A Vault as `vault server -dev` makes it, unsealed, but with no mount yet. */
export function newState({ rootToken, unsealKey, clusterId, now, accessor }: NewVault): VaultState {
  const root: Token = {
    id: rootToken,
    accessor,
    namespace: '',
    policies: ['root'],
    displayName: 'token',
    meta: undefined,
    path: 'auth/token/root',
    parent: undefined,
    creationTime: now,
    creationTtlMs: 0,
    explicitMaxTtlMs: 0,
    periodMs: 0,
    renewable: false,
    expireTime: undefined,
    lastRenewal: undefined,
    usesLeft: 0,
  };
  return {
    clusterId,
    clusterName: 'vault-cluster-lab',
    unsealKey,
    sealed: false,
    namespaces: new Set(),
    mounts: new Map(),
    tokens: new Map([[rootToken, root]]),
    policies: new Map(),
  };
}

const FORMAT = 1;

/** The state as text. Keys and tokens are in it as they are. */
export function stateText(state: VaultState): string {
  const plain = JSON.stringify({ format: FORMAT, state }, (_, value: unknown) => {
    if (value instanceof Map) return { map: [...value] };
    return value instanceof Set ? { set: [...value] } : value;
  });
  return `${plain}\n`;
}

/** The state that a text holds; undefined when it holds none. */
export function parseState(text: string): VaultState | undefined {
  let read: unknown;
  try {
    read = JSON.parse(text, (_, value: unknown) => {
      const packed = value as { map?: [unknown, unknown][]; set?: unknown[] } | null;
      if (Array.isArray(packed?.map)) return new Map(packed.map);
      return Array.isArray(packed?.set) ? new Set(packed.set) : value;
    });
  } catch {
    return undefined;
  }
  const { format, state } = (read ?? {}) as { format?: unknown; state?: VaultState };
  return format === FORMAT && state?.mounts instanceof Map && state.tokens instanceof Map ? state : undefined;
}
