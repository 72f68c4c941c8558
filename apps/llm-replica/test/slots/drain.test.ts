import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@perchoir/service/https-client';
import { createLog } from '@perchoir/service/log';
import { createTlsServer } from '@perchoir/service/tls';
import { Registry } from 'prom-client';
import { writeCertificates } from '../../../../test/setup/certificates';
import { createApp } from '../../src/app';
import { SlotCounter } from '../../src/slots/slot-counter';
import { ScriptedEngine } from '../scripted-engine';

describe('/drain', () => {
  let certs: string;
  let server: Server;
  const slots = new SlotCounter(5);
  const file = (name: string) => join(certs, name);

  beforeAll(async () => {
    certs = await mkdtemp(join(tmpdir(), 'drain-'));
    await writeCertificates(certs, ['tier:llm', 'tier:realtime', 'llm']);
    const log = createLog({ service: 'llm-replica', level: 'silent' });
    const parts = { slots, model: 'tiny', replica: 'replica-0', log, registry: new Registry() };
    const { listener } = createApp({ ...parts, engine: new ScriptedEngine([]) });
    const files = { certFile: file('server.crt'), keyFile: file('server.key'), caFile: file('ca.crt') };
    server = createTlsServer(files, listener, { onReloadError: () => undefined });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await rm(certs, { recursive: true });
  });

  async function ask(method: 'POST' | 'DELETE', caller: string | undefined) {
    const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const identity = caller ? { certFile: file(`${caller}.crt`), keyFile: file(`${caller}.key`) } : {};
    const client = createClient({ url, caFile: file('ca.crt'), ...identity });
    const { statusCode, body } = await client.request({ method, path: '/drain' });
    const answer = { status: statusCode, body: await body.json() };
    await client.destroy();
    return answer;
  }

  test.each([undefined, 'tier-realtime', 'llm'])('is closed to a caller with the certificate %s', async (caller) => {
    expect(await ask('POST', caller)).toMatchObject({ status: 403, body: { error: { code: 'not_allowed' } } });
    expect(slots.view.draining).toBe(false);
  });

  test('begins and ends a drain for the tier llm, until the process stops', async () => {
    expect(await ask('POST', 'tier-llm')).toMatchObject({ status: 200, body: { draining: true, total: 5 } });
    expect(await ask('DELETE', 'tier-llm')).toMatchObject({ status: 200, body: { draining: false } });
    slots.close();
    expect(await ask('DELETE', 'tier-llm')).toMatchObject({ status: 409, body: { error: { code: 'stopping' } } });
  });
});
