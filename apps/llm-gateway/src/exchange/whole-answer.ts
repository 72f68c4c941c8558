import { pipeline } from 'node:stream/promises';
import type { Slot } from '../queue/place';
import { callReplica, type Call } from '../replicas/replica-call';
import { budgetsFor, overrun } from './budgets';
import { Deadline } from './deadline';
import { verdictOf, type Verdict } from './dispatch';
import { replicaOf, slotHeaders, type Exchange, type ExchangeParts } from './exchange';

/** A request whose answer comes in one piece. */
export interface WholeRequest {
  readonly path: Call['path'];
  readonly promptTokens: number;
}

/** One attempt at an answer in one piece. The replica's status and body pass through as they are. */
export async function attemptWhole(
  parts: ExchangeParts,
  exchange: Exchange,
  { request, slot }: { readonly request: WholeRequest; readonly slot: Slot },
): Promise<Verdict> {
  const { gone, body, conversation, traceparent, response } = exchange;
  const replica = replicaOf(parts.registry, slot);
  const { totalMs } = budgetsFor(request.promptTokens, replica.heartbeat, parts.budgets);
  const deadline = new Deadline(gone);
  deadline.phase(totalMs, () => overrun('total', totalMs));
  try {
    const { signal } = deadline;
    const result = await callReplica(replica, { path: request.path, body, conversation, traceparent, signal });
    if (result.kind !== 'answer') return verdictOf(result);
    const { statusCode, headers, body: answer } = result.answer;
    const type = String(headers['content-type'] ?? 'application/json');
    response.writeHead(statusCode, { 'content-type': type, ...lengthOf(headers), ...slotHeaders(slot) });
    await pipeline(answer, response);
    return { kind: 'done' };
  } catch (error) {
    throw deadline.signal.aborted ? deadline.signal.reason : error;
  } finally {
    deadline.end();
  }
}

function lengthOf(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const length = headers['content-length'];
  return typeof length === 'string' ? { 'content-length': length } : {};
}
