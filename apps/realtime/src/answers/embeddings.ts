import type { HttpsClient } from '@perchoir/service/https-client';
import { AnswerFailed } from '../answer';

/** Turns questions into vectors. */
export interface Embeddings {
  /** Model the vectors come from; vectors of two models cannot be compared. */
  readonly model: string;
  query(text: string, signal: AbortSignal): Promise<readonly number[]>;
}

/** Longest wait for the vector of one question, queueing included. */
const TIMEOUT_MS = 20_000;

/** Embeddings from the gateway. */
export class GatewayEmbeddings implements Embeddings {
  constructor(
    private readonly client: HttpsClient,
    readonly model: string,
  ) {}

  async query(text: string, signal: AbortSignal): Promise<readonly number[]> {
    // The model was trained with this prefix; without it its scores are worse.
    const body = JSON.stringify({ model: this.model, input: [`query: ${text}`] });
    try {
      const response = await this.client.request({
        method: 'POST',
        path: '/v1/embeddings',
        headers: { 'content-type': 'application/json' },
        body,
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      });
      const answer = await response.body.text();
      if (response.statusCode !== 200) throw new AnswerFailed(`embeddings answered ${response.statusCode}`);
      return vectorOf(answer);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof AnswerFailed) throw error;
      throw new AnswerFailed('embeddings cannot be reached', { cause: error });
    }
  }
}

function vectorOf(answer: string): readonly number[] {
  const { data } = JSON.parse(answer) as { data?: { embedding?: unknown }[] };
  const vector: unknown = data?.[0]?.embedding;
  if (Array.isArray(vector) && vector.length > 0 && vector.every((value) => Number.isFinite(value)))
    return vector as number[];
  throw new AnswerFailed("embeddings did not answer in OpenAI's shape");
}
