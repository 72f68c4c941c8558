import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  type X509Certificate,
} from '@peculiar/x509';

/** P-256: ten keys take a fifth of a second. */
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

const day = 24 * 60 * 60 * 1_000;

/** Longer than any run. */
const lifetime = 7 * day;

/** A certificate and its private key, both PEM. */
export interface Pair {
  readonly certificate: string;
  readonly key: string;
}

/** Who signs. */
export interface Authority {
  readonly pair: Pair;
  readonly certificate: X509Certificate;
  readonly signingKey: webcrypto.CryptoKey;
}

/** Whom a certificate is for. */
export interface Subject {
  readonly commonName: string;
  /** For Kubernetes, the group of a user. @default - none */
  readonly organization?: string;
  readonly usage: 'client' | 'server';
  /** @default - none */
  readonly dnsNames?: readonly string[];
  /** @default - none */
  readonly addresses?: readonly string[];
}

/** A new authority that signs itself. */
export async function createAuthority(commonName: string): Promise<Authority> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [commonName] }],
    ...validity(),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  const pair = { certificate: pem(certificate), key: await privatePem(keys.privateKey) };
  return { pair, certificate, signingKey: keys.privateKey };
}

/** A new key with its certificate. */
export async function issue({ certificate, signingKey }: Authority, subject: Subject): Promise<Pair> {
  const { commonName, organization, usage, dnsNames = [], addresses = [] } = subject;
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const names = [
    ...dnsNames.map((value) => ({ type: 'dns', value }) as const),
    ...addresses.map((value) => ({ type: 'ip', value }) as const),
  ];
  const issued = await X509CertificateGenerator.create({
    subject: [...(organization === undefined ? [] : [{ O: [organization] }]), { CN: [commonName] }],
    issuer: certificate.subject,
    ...validity(),
    signingAlgorithm: algorithm,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new BasicConstraintsExtension(false),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([usage === 'server' ? ExtendedKeyUsage.serverAuth : ExtendedKeyUsage.clientAuth]),
      ...(names.length === 0 ? [] : [new SubjectAlternativeNameExtension(names)]),
    ],
  });
  return { certificate: pem(issued), key: await privatePem(keys.privateKey) };
}

/** A new key without a certificate; both halves PEM. */
export async function createKeyPair(): Promise<{ readonly key: string; readonly publicKey: string }> {
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const spki = await webcrypto.subtle.exportKey('spki', keys.publicKey);
  return { key: await privatePem(keys.privateKey), publicKey: `${PemConverter.encode(spki, 'PUBLIC KEY')}\n` };
}

/** From a minute ago, so that a clock that was just set back does not refuse it. */
function validity(): { readonly notBefore: Date; readonly notAfter: Date } {
  return { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + lifetime) };
}

function pem(certificate: X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}

async function privatePem(key: webcrypto.CryptoKey): Promise<string> {
  return `${PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}
