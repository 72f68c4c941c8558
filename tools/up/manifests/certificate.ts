import type { Field } from './field';

/** A certificate that cert-manager would issue, and the secret that it lands in. */
export interface Certificate {
  readonly name: string;
  readonly tier: string;
  readonly secretName: string;
  readonly commonName: string;
  readonly dnsNames: readonly string[];
  /** cert-manager's words, for example `server auth`. */
  readonly usages: readonly string[];
}

/** Reads a cert-manager Certificate. */
export function readCertificate(document: Field): Certificate {
  const spec = document.at('spec');
  const dnsNames = spec
    .at('dnsNames')
    .items()
    .map((item) => item.text());
  return {
    name: document.at('metadata').at('name').text(),
    tier: document.at('metadata').at('namespace').text(),
    secretName: spec.at('secretName').text(),
    commonName: spec.at('commonName').textOr(dnsNames[0] ?? ''),
    dnsNames,
    usages: spec
      .at('usages')
      .items()
      .map((item) => item.text()),
  };
}
