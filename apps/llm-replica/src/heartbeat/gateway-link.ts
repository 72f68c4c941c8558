import type { HttpsClient } from '@perchoir/service/https-client';
import type { Log } from '@perchoir/service/log';
import type { ReplicaStatus } from './status';

/** A beat that takes longer is a failed one. */
const PATIENCE_MS = 2_000;

export interface GatewayLinkOptions {
  /** Address of one gateway. */
  readonly address: string;
  readonly client: HttpsClient;
  readonly log: Log;
}

/** Heartbeats to one gateway. A failure is logged when it begins, and its end too; neither stops the replica. */
export class GatewayLink {
  private state: 'new' | 'heard' | 'failing' = 'new';
  private running: Promise<void> | undefined;

  constructor(private readonly options: GatewayLinkOptions) {}

  get isFailing(): boolean {
    return this.state === 'failing';
  }

  /** Sends one beat, or joins the one that is still on its way. */
  beat(id: string, status: ReplicaStatus): Promise<void> {
    this.running ??= this.send(id, status).finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  close(): Promise<void> {
    return this.options.client.destroy();
  }

  private async send(id: string, status: ReplicaStatus): Promise<void> {
    try {
      const { statusCode, body } = await this.options.client.request({
        method: 'PUT',
        path: `/internal/replicas/${encodeURIComponent(id)}`,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(status),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      await body.dump();
      if (statusCode >= 300) throw new Error(`the gateway answered ${statusCode}`);
      this.becomes('heard');
    } catch (error) {
      this.becomes('failing', error);
    }
  }

  private becomes(state: 'heard' | 'failing', error?: unknown): void {
    if (this.state === state) return;
    this.state = state;
    const { log, address } = this.options;
    if (state === 'heard') log.info({ gateway: address }, 'gateway hears this replica');
    else log.warn({ gateway: address, err: error }, 'gateway cannot be reached; beats go on');
  }
}
