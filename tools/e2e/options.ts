import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { Failure } from '../up/failure';

/** What the person asked for. */
export interface Options {
  /** Where the proofs run. */
  readonly cluster: { readonly kind: 'own' } | { readonly kind: 'given'; readonly kubeconfig: string };
}

/** Reads the command line; prints the usage and ends the process for `--help`. @throws Failure for a missing file */
export function readOptions(args: readonly string[]): Options {
  const { kubeconfig } = new Command('perchoir e2e')
    .description('Proves the manifests of every cluster on a real Kubernetes, started for the purpose.')
    .option('--kubeconfig <file>', 'use this cluster instead (what the proofs create there, they remove)')
    .allowExcessArguments(false)
    .showHelpAfterError('(see --help)')
    .parse(args, { from: 'user' })
    .opts<{ kubeconfig?: string }>();
  if (kubeconfig === undefined) return { cluster: { kind: 'own' } };
  if (!existsSync(kubeconfig)) throw new Failure(`${kubeconfig} does not exist: give the kubeconfig of a cluster`);
  return { cluster: { kind: 'given', kubeconfig: resolve(kubeconfig) } };
}
