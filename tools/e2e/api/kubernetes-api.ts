import { Pool } from 'undici';
import type { ObjectName } from './object-name';
import { groupPath, readResources, type Resource } from './resource';
import { warningTexts, type Verdict } from './verdict';

export interface ApplyOptions {
  /** `dry` asks for everything but the writing. */
  readonly mode: 'dry' | 'real';
}

interface Answer {
  readonly status: number;
  readonly warnings: readonly string[];
  readonly body: unknown;
}

/** The API of a cluster, through a socket on which somebody else has seen to the credentials. */
export class KubernetesApi {
  private readonly client: Pool;
  private readonly resources = new Map<string, readonly Resource[]>();

  constructor(socket: string) {
    this.client = new Pool('http://localhost', {
      socketPath: socket,
      connections: 16,
      headersTimeout: 30_000,
      bodyTimeout: 30_000,
    });
  }

  /** Whether the server answers and calls itself ready. */
  async isReady(): Promise<boolean> {
    const answer = await this.request('GET', '/readyz').catch(() => undefined);
    return answer?.status === 200;
  }

  /** Of the server, without the `v`. */
  async version(): Promise<string> {
    const { body } = await this.request('GET', '/version');
    return (body as { gitVersion: string }).gitVersion.slice(1);
  }

  async exists(path: string): Promise<boolean> {
    return (await this.request('GET', path)).status === 200;
  }

  /** An object as the server has it. @throws Error unless it answers with one */
  async get(path: string): Promise<unknown> {
    const { status, body } = await this.request('GET', path);
    if (status !== 200) throw new Error(`GET ${path}: ${reasonIn(body, status)}`);
    return body;
  }

  /**
   * Server-side apply of a manifest, exactly as its file has it: unknown and doubled fields are errors.
   * @param text YAML or JSON of one object
   */
  async apply(object: ObjectName, text: string, { mode }: ApplyOptions): Promise<Verdict> {
    const path = await this.pathOf(object);
    if (path.kind === 'unknown') return { kind: 'refused', reason: path.reason };
    const query = `fieldManager=perchoir-e2e&fieldValidation=Strict${mode === 'dry' ? '&dryRun=All' : ''}`;
    const { status, warnings, body } = await this.request('PATCH', `${path.path}?${query}`, text);
    if (status === 200 || status === 201) return { kind: 'accepted', warnings };
    return { kind: 'refused', reason: reasonIn(body, status) };
  }

  /** Deletes an object; what it owns goes after it. Nothing happens when there is none. */
  async delete(path: string): Promise<void> {
    const { status, body } = await this.request('DELETE', `${path}?propagationPolicy=Background`);
    if (status >= 300 && status !== 404) throw new Error(`DELETE ${path}: ${reasonIn(body, status)}`);
  }

  /** Where an object is, or why it cannot be anywhere. */
  async pathOf(object: ObjectName): Promise<ObjectPath> {
    const { apiVersion, kind, name, namespace } = object;
    const resource = (await this.resourcesOf(apiVersion)).find((candidate) => candidate.kind === kind);
    if (!resource) return { kind: 'unknown', reason: `the server knows no ${kind} of ${apiVersion}` };
    if (resource.isNamespaced !== (namespace !== undefined))
      return { kind: 'unknown', reason: `a ${kind} needs ${resource.isNamespaced ? 'a' : 'no'} namespace` };
    const scope = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
    return { kind: 'known', path: `${groupPath(apiVersion)}${scope}/${resource.plural}/${encodeURIComponent(name)}` };
  }

  close(): Promise<void> {
    return this.client.destroy();
  }

  /** An empty answer is not kept: definitions that have just been added take a moment to be listed. */
  private async resourcesOf(apiVersion: string): Promise<readonly Resource[]> {
    const known = this.resources.get(apiVersion);
    if (known) return known;
    const { status, body } = await this.request('GET', groupPath(apiVersion));
    const found = status === 200 ? readResources(body) : [];
    if (found.length > 0) this.resources.set(apiVersion, found);
    return found;
  }

  private async request(method: 'GET' | 'PATCH' | 'DELETE', path: string, text?: string): Promise<Answer> {
    const { statusCode, headers, body } = await this.client.request({
      method,
      path,
      headers: {
        accept: 'application/json',
        ...(text === undefined ? {} : { 'content-type': 'application/apply-patch+yaml' }),
      },
      ...(text === undefined ? {} : { body: text }),
    });
    const answer = await body.text();
    return { status: statusCode, warnings: warningTexts(headers['warning']), body: parse(answer) };
  }
}

/** Where an object is in the API. */
export type ObjectPath =
  { readonly kind: 'known'; readonly path: string } | { readonly kind: 'unknown'; readonly reason: string };

/** The server's own words: a `Status` object has a message; anything else is shown as it came. */
function reasonIn(body: unknown, status: number): string {
  if (typeof body === 'object' && body !== null && 'message' in body) return String(body.message);
  return `${status} ${String(body)}`.trim();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
