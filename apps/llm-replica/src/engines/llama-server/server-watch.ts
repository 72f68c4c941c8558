import type { Pool } from 'undici';
import type { EngineState } from '../engine';

const EVERY_MS = 1_000;
const PATIENCE_MS = 2_000;

/**
 * Asks llama-server once a second whether it is well and which of its slots work. An aborted request that the server
 * went on with would otherwise stay unseen, and the guard would hand out a slot that the server then queues for.
 */
export class ServerWatch {
  private current: EngineState = { kind: 'down', reason: 'llama-server has not answered yet' };
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly pool: Pool) {}

  get state(): EngineState {
    return this.current;
  }

  /** Looks now, and once a second until `close`. */
  async start(): Promise<void> {
    await this.look();
    this.timer = setInterval(() => void this.look(), EVERY_MS);
    this.timer.unref();
  }

  close(): void {
    clearInterval(this.timer);
  }

  private async look(): Promise<void> {
    try {
      await this.get('/health');
      const slots = (await this.get('/slots')) as readonly { readonly is_processing?: boolean }[];
      this.current = { kind: 'up', working: slots.filter((slot) => slot.is_processing === true).length };
    } catch (error) {
      this.current = {
        kind: 'down',
        reason: `llama-server: ${error instanceof Error ? error.message : String(error)}`,
      };
    }
  }

  private async get(path: string): Promise<unknown> {
    const { statusCode, body } = await this.pool.request({
      method: 'GET',
      path,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`${path} answered ${statusCode}`);
    return JSON.parse(text) as unknown;
  }
}
