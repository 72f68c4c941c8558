import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { SecretStore } from '../secrets/secret-store';

/** P-256: every TLS library in use knows it, the embedded PostgreSQL's OpenSSL 1.1 included. */
export const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

const days = 24 * 60 * 60 * 1_000;
const lifetime = 365 * days;
/** A certificate is never issued by an authority that would end before it. */
const renewBefore = 120 * days;

/** Who signs the certificates of this machine. */
export interface Authority {
  readonly certificate: X509Certificate;
  readonly key: webcrypto.CryptoKey;
  readonly pem: string;
  /** The authority's certificate, for tools. */
  readonly file: string;
}

/** The authority of the state folder; made when there is none or when it ends within 120 days. */
export async function openAuthority(store: SecretStore): Promise<Authority> {
  return (await readAuthority(store)) ?? createAuthority(store);
}

/** The key as PKCS #8 PEM. */
export async function keyToPem(key: webcrypto.CryptoKey): Promise<string> {
  return `${PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}

async function readAuthority(store: SecretStore): Promise<Authority | undefined> {
  if (store.keys('laptop', 'authority').length < 2) return undefined;
  const pem = store.read('laptop', 'authority', 'ca.crt');
  const certificate = new X509Certificate(pem);
  if (certificate.notAfter.getTime() < Date.now() + renewBefore) return undefined;
  const [encoded = new ArrayBuffer(0)] = PemConverter.decode(store.read('laptop', 'authority', 'ca.key'));
  const key = await webcrypto.subtle.importKey('pkcs8', encoded, keyAlgorithm, true, ['sign']);
  return { certificate, key, pem, file: store.path('laptop', 'authority', 'ca.crt') };
}

async function createAuthority(store: SecretStore): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: [{ CN: ['perchoir on this machine'] }],
    // A minute early, so that a clock that was just set back does not refuse it.
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + lifetime),
    signingAlgorithm: keyAlgorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const pem = `${certificate.toString('pem')}\n`;
  store.write('laptop', 'authority', { 'ca.crt': pem, 'ca.key': await keyToPem(keys.privateKey) });
  return { certificate, key: keys.privateKey, pem, file: store.path('laptop', 'authority', 'ca.crt') };
}
