import { type Construct } from 'constructs';
import {
  CertificateSpecPrivateKeyAlgorithm,
  CertificateSpecPrivateKeyRotationPolicy,
  CertificateSpecUsages,
  toJson_CertificateSpec,
} from '../../imports/cert-manager.io';
import { Manifest } from './manifest';
import { mountRoot } from './secret-ref';

/** A certificate of the private authority, kept up to date by cert-manager in a Secret of the same name. */
export interface IdentityProps {
  /** Name of the Certificate and of its Secret. */
  readonly name: string;
  /** Who it speaks for. */
  readonly holder: Holder;
  /** Names under which it is dialled. @default - none: it is used by clients only */
  readonly dnsNames?: readonly string[];
  /** ClusterIssuer that signs. */
  readonly issuer: string;
}

/**
 * Whom a certificate names. PostgreSQL lets in whoever bears the name of a role, so the names of tiers are kept apart
 * from them by a prefix: the tier `realtime` is not the role `realtime`.
 */
export type Holder = { readonly tier: string } | { readonly role: string };

/** Makes the Certificate and answers with the name of its Secret. */
export function identity(scope: Construct, id: string, props: IdentityProps): string {
  const { name, issuer, holder, dnsNames = [] } = props;
  new Manifest(scope, id, {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    name,
    body: () => ({
      spec: toJson_CertificateSpec({
        secretName: name,
        commonName: commonNameOf(holder),
        ...(dnsNames.length > 0 && { dnsNames: [...dnsNames] }),
        usages: usagesOf(dnsNames),
        issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: issuer },
        privateKey: {
          algorithm: CertificateSpecPrivateKeyAlgorithm.ECDSA,
          size: 256,
          rotationPolicy: CertificateSpecPrivateKeyRotationPolicy.ALWAYS,
        },
      }) as object,
    }),
  });
  return name;
}

/** Folder of a workload's own certificate. */
export const tlsFolder = `${mountRoot}/tls`;

/** Files of a mounted certificate. */
export function identityFiles(folder: string) {
  return { cert: `${folder}/tls.crt`, key: `${folder}/tls.key`, ca: `${folder}/ca.crt` };
}

function commonNameOf(holder: Holder): string {
  return 'tier' in holder ? `tier:${holder.tier}` : holder.role;
}

function usagesOf(dnsNames: readonly string[]): CertificateSpecUsages[] {
  const client = [CertificateSpecUsages.CLIENT_AUTH];
  return dnsNames.length > 0 ? [CertificateSpecUsages.SERVER_AUTH, ...client] : client;
}
