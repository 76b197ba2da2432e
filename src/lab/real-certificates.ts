/** A certificate authority of the lab's own, and the certificates that it gives: the right one, and those of faults. */

/** PEM texts. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** What a lab with TLS keeps. */
export interface LabCertificates {
  /** Who vouches for `server`; its key is kept by nobody. */
  readonly authority: string;
  readonly server: Certificate;
  /** As `server`, from somebody whom nobody knows. */
  readonly unknown: Certificate;
  /** For another host. */
  readonly foreign: Certificate;
  readonly expired: Certificate;
}

const DAY_MS = 86_400_000;
const YEARS_MS = 10 * 365 * DAY_MS;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const HERE = [
  { type: 'dns' as const, value: 'localhost' },
  { type: 'ip' as const, value: '127.0.0.1' },
  { type: 'ip' as const, value: '::1' },
];

/** New ones; the library for it is not loaded before. */
export async function makeCertificates(now: number): Promise<LabCertificates> {
  // What the library expects to be there.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const newKeys = () => crypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const authority = async (name: string) => {
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      name: `CN=${name}`,
      notBefore: new Date(now - DAY_MS),
      notAfter: new Date(now + YEARS_MS),
      signingAlgorithm: ALGORITHM,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    });
    const give = async (host: string, names: typeof HERE | { type: 'dns'; value: string }[], notAfter: number) => {
      const own = await newKeys();
      const given = await x509.X509CertificateGenerator.create({
        subject: `CN=${host}`,
        issuer: certificate.subject,
        notBefore: new Date(now - 2 * DAY_MS),
        notAfter: new Date(notAfter),
        signingAlgorithm: ALGORITHM,
        publicKey: own.publicKey,
        signingKey: keys.privateKey,
        extensions: [
          new x509.BasicConstraintsExtension(false, undefined, true),
          new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
          new x509.SubjectAlternativeNameExtension(names),
          await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
        ],
      });
      const key = await crypto.subtle.exportKey('pkcs8', own.privateKey);
      return { certificate: `${given.toString('pem')}\n`, key: `${x509.PemConverter.encode(key, 'PRIVATE KEY')}\n` };
    };
    return { text: `${certificate.toString('pem')}\n`, give };
  };
  const [own, other] = await Promise.all([authority('Sealion lab'), authority('Somebody else')]);
  return {
    authority: own.text,
    server: await own.give('localhost', HERE, now + YEARS_MS),
    unknown: await other.give('localhost', HERE, now + YEARS_MS),
    foreign: await own.give('vault.example.com', [{ type: 'dns', value: 'vault.example.com' }], now + YEARS_MS),
    expired: await own.give('localhost', HERE, now - DAY_MS),
  };
}
