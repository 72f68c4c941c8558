import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { variables } from '../../src/config';
import { publishBot, useLogAlone } from '../database';
import { connected } from '../page';
import { startPod } from '../pods';
import { ScriptedEngine } from '../scripted-engine';

useLogAlone();

const folder = join(__dirname, '../..');

interface Schema {
  readonly $id: string;
  readonly 'x-events': Readonly<Record<string, { readonly payload: string; readonly acknowledgement?: string }>>;
}

const schema = JSON.parse(readFileSync(join(folder, 'contract/events.schema.json'), 'utf8')) as Schema;
const ajv = new Ajv({ strict: false }).addSchema(schema as object);

function errorsOf(definition: string, value: unknown): unknown {
  ajv.validate(`${schema.$id}#/definitions/${definition}`, value);
  return ajv.errors;
}

test('every event and acknowledgement of a conversation is as the schema says', async () => {
  const bot = await publishBot();
  const pod = await startPod({ engine: new ScriptedEngine({ sentences: ['Yes. ', 'They do.'], pauseMs: 20 }) });
  const socket = await connected(pod.url);
  const seen = new Set<string>();
  const ended = new Promise<void>((resolve) => {
    socket.onAny((event: string, payload: { state?: string; author?: string }) => {
      seen.add(event);
      expect([event, errorsOf(schema['x-events'][event]?.payload ?? '', payload)]).toEqual([event, null]);
      if (payload.state === 'done' && payload.author === 'bot') resolve();
    });
  });
  const ask = async (event: string, payload: object) => {
    const answer = await socket.timeout(5_000).emitWithAck(event, payload);
    const isRefused = 'error' in answer;
    const definition = isRefused ? 'refused' : (schema['x-events'][event]?.acknowledgement ?? '');
    expect([event, errorsOf(definition, answer)]).toEqual([event, null]);
    return isRefused;
  };
  expect(await ask('join', { botKey: bot.key })).toBe(false);
  expect(await ask('send', { id: randomUUID(), text: 'Do parrots talk?' })).toBe(false);
  await ended;
  expect(await ask('rate', { seq: 2, value: 1 })).toBe(false);
  expect(await ask('stop', { seq: 2 })).toBe(true);
  expect(await ask('retry', { seq: 2 })).toBe(true);
  await pod.stop(200);
  expect([...seen].sort()).toEqual(['delta', 'draining', 'entry', 'progress']);
});

test('.env.example explains every variable, and says which are required', () => {
  const lines = readFileSync(join(folder, '.env.example'), 'utf8').trim().split('\n');
  const explained = lines.flatMap((line, index) => {
    const name = /^([A-Z_]+)=/.exec(line)?.[1];
    return name ? [[name, /^# (required|optional): /.exec(lines[index - 1] ?? '')?.[1]]] : [];
  });
  const read = Object.entries(variables).map(([name, { absent }]) => [name, absent ? 'optional' : 'required']);
  expect(Object.fromEntries(explained)).toEqual(Object.fromEntries(read));
});
