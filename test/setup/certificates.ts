import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BasicConstraintsExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  cryptoProvider,
  type JsonGeneralName,
  type X509Certificate,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
/** Tests are over long before; the start lies back so that a clock set back a little does no harm. */
const VALID = { notBefore: new Date(Date.now() - 3_600_000), notAfter: new Date(Date.now() + 86_400_000) };

interface Authority {
  readonly certificate: X509Certificate;
  readonly keys: webcrypto.CryptoKeyPair;
}

/**
 * Writes a certificate authority for one test run: `ca.crt`, the server's `server.crt` and `server.key`, and
 * one pair for each common name: `realtime.crt` of the role `realtime`, `tier-llm.crt` of the tier whose common name is
 * `tier:llm`. All are valid for `localhost` and 127.0.0.1, so that whoever calls can be a service too.
 */
export async function writeCertificates(folder: string, commonNames: readonly string[]): Promise<void> {
  cryptoProvider.set(webcrypto as Crypto);
  await mkdir(folder, { recursive: true });
  const authority = await createAuthority();
  await writeFile(join(folder, 'ca.crt'), authority.certificate.toString('pem'));
  const names: JsonGeneralName[] = [
    { type: 'dns', value: 'localhost' },
    { type: 'ip', value: '127.0.0.1' },
  ];
  await Promise.all([
    writeCertificate(authority, join(folder, 'server'), { commonName: 'localhost', names }),
    ...commonNames.map((commonName) =>
      writeCertificate(authority, join(folder, commonName.replace(':', '-')), { commonName, names }),
    ),
  ]);
}

async function createAuthority(): Promise<Authority> {
  const keys = await createKeys();
  const extensions = [new BasicConstraintsExtension(true, 0, true)];
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=test authority',
    keys,
    signingAlgorithm: ALGORITHM,
    extensions,
    ...VALID,
  });
  return { certificate, keys };
}

async function writeCertificate(
  authority: Authority,
  path: string,
  { commonName, names }: { commonName: string; names: JsonGeneralName[] },
): Promise<void> {
  const keys = await createKeys();
  const certificate = await X509CertificateGenerator.create({
    subject: `CN=${commonName}`,
    issuer: authority.certificate.subject,
    publicKey: keys.publicKey,
    signingKey: authority.keys.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: names.length > 0 ? [new SubjectAlternativeNameExtension(names)] : [],
    ...VALID,
  });
  const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const lines = key.match(/.{1,64}/g)?.join('\n') ?? '';
  await writeFile(`${path}.crt`, certificate.toString('pem'));
  await writeFile(`${path}.key`, `-----BEGIN PRIVATE KEY-----\n${lines}\n-----END PRIVATE KEY-----\n`, { mode: 0o600 });
}

function createKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}
