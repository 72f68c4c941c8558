import { webcrypto } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import { Failure } from '../failure';
import type { Certificate } from '../manifests/certificate';
import type { SecretStore } from '../secrets/secret-store';
import { keyAlgorithm, keyToPem, type Authority } from './authority';

const days = 24 * 60 * 60 * 1_000;

/** Every start issues anew: a run would have to go on for ninety days to see the end of its certificates. */
const lifetime = 90 * days;

/** cert-manager's words for what a certificate may be used for; others concern the key and are always given. */
const usages: Readonly<Record<string, ExtendedKeyUsage>> = {
  'server auth': ExtendedKeyUsage.serverAuth,
  'client auth': ExtendedKeyUsage.clientAuth,
};

export interface Issue {
  readonly certificate: Certificate;
  /** Loopback addresses that the certificate must also be valid for. */
  readonly addresses: readonly string[];
}

/** Issues one certificate and puts `tls.crt`, `tls.key` and `ca.crt` into its secret, as cert-manager would. */
export async function issue(
  { certificate, addresses }: Issue,
  authority: Authority,
  store: SecretStore,
): Promise<void> {
  const keys = await webcrypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
  const issued = await X509CertificateGenerator.create({
    subject: [{ CN: [certificate.commonName] }],
    issuer: authority.certificate.subject,
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + lifetime),
    signingAlgorithm: keyAlgorithm,
    publicKey: keys.publicKey,
    signingKey: authority.key,
    extensions: [
      new BasicConstraintsExtension(false),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension(extendedUsages(certificate)),
      await AuthorityKeyIdentifierExtension.create(authority.certificate.publicKey),
      ...alternativeNames(certificate, addresses),
    ],
  });
  const files = {
    'tls.crt': `${issued.toString('pem')}\n`,
    'tls.key': await keyToPem(keys.privateKey),
    'ca.crt': authority.pem,
  };
  store.write(certificate.tier, certificate.secretName, files);
}

function extendedUsages({ usages: wanted, name, tier }: Certificate): ExtendedKeyUsage[] {
  const known = wanted.flatMap((usage) => usages[usage] ?? []);
  if (known.length > 0) return known;
  throw new Failure(
    `the certificate ${tier}/${name} is for neither 'server auth' nor 'client auth': run \`npm run synth\``,
  );
}

function alternativeNames({ dnsNames }: Certificate, addresses: readonly string[]): SubjectAlternativeNameExtension[] {
  const dns = dnsNames.map((value) => ({ type: 'dns', value }) as const);
  const ips = addresses.map((value) => ({ type: 'ip', value }) as const);
  return dns.length + ips.length === 0 ? [] : [new SubjectAlternativeNameExtension([...dns, ...ips])];
}
