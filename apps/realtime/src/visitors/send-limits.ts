import { Problem } from '@perchoir/service/problem';
import { TokenBucket } from '../admission/token-bucket';

/** Messages a visitor may send per minute, all at once if they like. */
const SENDS_PER_MINUTE = 10;

/** Visitors remembered at once; beyond it the one who was quiet longest starts afresh. */
const REMEMBERED_VISITORS = 5_000;

/** Limits how fast each visitor sends, across their connections to this server. */
export class SendLimits {
  private readonly buckets = new Map<string, TokenBucket>();

  /** @param now - milliseconds of a clock that never goes back */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @throws Problem 429 when the visitor has to wait */
  take(visitor: string): void {
    const bucket = this.bucketOf(visitor);
    if (bucket.take()) return;
    const seconds = Math.ceil(bucket.waitMs / 1_000);
    const title = `At most ${SENDS_PER_MINUTE} messages a minute: try again in ${seconds} s.`;
    throw new Problem(429, 'too-many-messages', { title, retryAfterSeconds: seconds });
  }

  private bucketOf(visitor: string): TokenBucket {
    const bucket = this.buckets.get(visitor) ?? this.newBucket();
    this.buckets.delete(visitor);
    this.buckets.set(visitor, bucket);
    if (this.buckets.size > REMEMBERED_VISITORS) this.buckets.delete(this.buckets.keys().next().value as string);
    return bucket;
  }

  private newBucket(): TokenBucket {
    return new TokenBucket({ capacity: SENDS_PER_MINUTE, refillPerSecond: SENDS_PER_MINUTE / 60, now: this.now });
  }
}
