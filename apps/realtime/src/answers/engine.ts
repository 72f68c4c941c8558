import type { HttpsClient } from '@perchoir/service/https-client';
import type { Pool } from 'pg';
import type { AnswerEngine, AnswerEvent, AnswerRequest } from '../answer';
import { GatewayEmbeddings } from './embeddings';
import { GatewayModel } from './generation';
import { GroundedAnswers } from './grounded-answers';
import { OpenAnswers } from './open-answers';
import { KnowledgeRetrieval } from './retrieval';

/** What answers are made with. */
export interface AnswerComponents {
  /** Gateway that writes. */
  readonly answers: HttpsClient;
  readonly answerModel: string;
  /** Gateway that turns questions into vectors. */
  readonly embeddings: HttpsClient;
  readonly embeddingModel: string;
  /** Passages, as role `realtime_reader`. */
  readonly passages: Pool;
}

/** An engine that answers as the bot's author chose: only from its pages, or freely. */
export function createAnswerEngine(components: AnswerComponents): AnswerEngine {
  const embeddings = new GatewayEmbeddings(components.embeddings, components.embeddingModel);
  const retrieval = new KnowledgeRetrieval(components.passages, embeddings);
  const model = new GatewayModel(components.answers, components.answerModel);
  const engines = {
    strict: new GroundedAnswers(retrieval, model),
    off: new OpenAnswers(retrieval, model),
  };
  return {
    answer: (request: AnswerRequest): AsyncIterable<AnswerEvent> => engines[request.bot.grounding].answer(request),
  };
}
