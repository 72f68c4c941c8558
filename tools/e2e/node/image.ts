import { createHash } from 'node:crypto';
import { tar } from './tar';

export interface ImageProps {
  /** With the tag, for example `perchoir.test/pause:e2e`. */
  readonly name: string;
  /** The only file of the image, and what it starts. */
  readonly program: Buffer;
}

/** An image of one static program, as the archive of an OCI layout: nothing has to build it, pull it or trust it. */
export function singleProgramImage({ name, program }: ImageProps): Buffer {
  const layer = tar([{ name: 'program', content: program, mode: 0o755 }]);
  const config = json({
    architecture: 'amd64',
    os: 'linux',
    config: { Entrypoint: ['/program'], WorkingDir: '/' },
    rootfs: { type: 'layers', diff_ids: [digest(layer)] },
  });
  const manifest = json({
    schemaVersion: 2,
    mediaType: manifestType,
    config: { ...descriptor(config), mediaType: 'application/vnd.oci.image.config.v1+json' },
    layers: [{ ...descriptor(layer), mediaType: 'application/vnd.oci.image.layer.v1.tar' }],
  });
  const reference = { 'io.containerd.image.name': name };
  const index = json({
    schemaVersion: 2,
    manifests: [{ ...descriptor(manifest), mediaType: manifestType, annotations: reference }],
  });
  return tar([
    { name: 'oci-layout', content: json({ imageLayoutVersion: '1.0.0' }), mode: 0o644 },
    { name: 'index.json', content: index, mode: 0o644 },
    ...[config, manifest, layer].map((blob) => ({
      name: `blobs/${digest(blob).replace(':', '/')}`,
      content: blob,
      mode: 0o644,
    })),
  ]);
}

const manifestType = 'application/vnd.oci.image.manifest.v1+json';

function descriptor(blob: Buffer): { readonly digest: string; readonly size: number } {
  return { digest: digest(blob), size: blob.length };
}

function digest(blob: Buffer): string {
  return `sha256:${createHash('sha256').update(blob).digest('hex')}`;
}

function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}
