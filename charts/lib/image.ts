/** What is known of a first-party image: `unpublished`, or the tag and digest of its release. */
export type ImageRelease = 'unpublished' | PinnedRelease;

/** A tag, and the digest that it stood for: tags move. */
export interface PinnedRelease {
  readonly tag: string;
  readonly digest: string;
}

/** The release of every first-party image, by its app's name; see `clusters/images.lock.json`. */
export type ImageLock = Readonly<Record<string, ImageRelease>>;

/** An image as a container names it. */
export interface Image {
  /** Name of the app that it is built from. */
  readonly app: string;
  /** What the container runs. */
  readonly reference: string;
  /** Its tag, or `unpublished`. */
  readonly version: string;
}

/** Where images are looked up. */
export interface ImageSource {
  readonly registry: string;
  readonly images: ImageLock;
  readonly allowUnpublished: boolean;
}

/**
 * The image of an app, pinned by digest.
 *
 * @throws Error when the lock does not know the app, its digest is malformed, or it is unpublished where that is refused.
 */
export function imageOf(app: string, { registry, images, allowUnpublished }: ImageSource): Image {
  const release = images[app];
  if (release === undefined)
    throw new Error(`image "${app}" is not in clusters/images.lock.json: add its release there`);
  if (release === 'unpublished') return unpublished(app, registry, allowUnpublished);
  if (!/^sha256:[0-9a-f]{64}$/.test(release.digest)) {
    throw new Error(
      `image "${app}" has the digest "${release.digest}" in clusters/images.lock.json: expected sha256:<64 hex digits>`,
    );
  }
  return { app, reference: `${registry}/${app}:${release.tag}@${release.digest}`, version: release.tag };
}

function unpublished(app: string, registry: string, isAllowed: boolean): Image {
  if (!isAllowed) {
    throw new Error(
      `image "${app}" is unpublished: publish it and record its digest in clusters/images.lock.json, or set allowUnpublished in the cluster file`,
    );
  }
  return { app, reference: `${registry}/${app}:unpublished`, version: 'unpublished' };
}
