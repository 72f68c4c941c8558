import { createPool } from '@perchoir/service/database';
import { createClient, type HttpsClient } from '@perchoir/service/https-client';
import type { Pool } from 'pg';
import type { AnswerEngine } from './answer';
import { createAnswerEngine } from './answers/engine';
import type { RealtimeConfig } from './config';

/** Connections to the retrieval database: each answer uses one for a few milliseconds. */
const RETRIEVAL_CONNECTIONS = 5;

/** The engine, and what it is connected to. */
export interface ConnectedEngine {
  readonly engine: AnswerEngine;
  close(): Promise<void>;
}

/** Connects the answer engine to the gateway and to the passages. @throws Error naming a file that cannot be read */
export function connectEngine(config: RealtimeConfig, onError: (error: unknown) => void): ConnectedEngine {
  const answers = gateway(
    config,
    { url: config.ANSWERS_URL, caFile: config.ANSWERS_CA_FILE },
    config.ANSWERS_SERVER_NAME,
  );
  const embeddings = gateway(
    config,
    { url: config.EMBEDDINGS_URL, caFile: config.EMBEDDINGS_CA_FILE },
    config.EMBEDDINGS_SERVER_NAME,
  );
  const passages = retrievalPool(config, onError);
  const { ANSWER_MODEL: answerModel, EMBEDDING_MODEL: embeddingModel } = config;
  const engine = createAnswerEngine({ answers, answerModel, embeddings, embeddingModel, passages });
  const close = async () => {
    await Promise.all([answers.destroy(), embeddings.destroy(), passages.end()]);
  };
  return { engine, close };
}

interface Place {
  readonly url: URL;
  readonly caFile: string;
}

function gateway(config: RealtimeConfig, place: Place, serverName: string | undefined): HttpsClient {
  return createClient({ ...place, certFile: config.TLS_CERT_FILE, keyFile: config.TLS_KEY_FILE, serverName });
}

function retrievalPool(config: RealtimeConfig, onError: (error: unknown) => void): Pool {
  const peer = {
    url: config.RETRIEVAL_DATABASE_URL,
    caFile: config.RETRIEVAL_DATABASE_CA_FILE,
    certFile: config.RETRIEVAL_DATABASE_CERT_FILE,
    keyFile: config.RETRIEVAL_DATABASE_KEY_FILE,
    serverName: config.RETRIEVAL_DATABASE_SERVER_NAME,
  };
  return createPool(peer, { applicationName: config.POD_NAME, max: RETRIEVAL_CONNECTIONS, onError });
}
