/** Where a generated file comes from. */
export interface Source {
  /** File in this folder. */
  readonly file: string;
  /** Go module of the operator, whose release carries its custom resource definitions. */
  readonly module: string;
  /** Release, the one that the operator itself is installed in. */
  readonly version: string;
  /** Definition inside the module. */
  readonly path: string;
}

/** Every generated file, pinned. `node imports/generate.mjs` makes them again. */
export const sources: readonly Source[] = [
  {
    file: 'cert-manager.io.ts',
    module: 'github.com/cert-manager/cert-manager',
    version: 'v1.21.2',
    path: 'deploy/crds/cert-manager.io_certificates.yaml',
  },
  {
    file: 'keda.sh.ts',
    module: 'github.com/kedacore/keda/v2',
    version: 'v2.21.0',
    path: 'config/crd/bases/keda.sh_scaledobjects.yaml',
  },
];
