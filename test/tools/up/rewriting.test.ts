import { rewriteMounts, rewriteVariable, type RewriteRules } from '../../../tools/up/pods/rewriting';

const addresses: Readonly<Record<string, string>> = {
  'llm-gateway.llm.svc': '127.64.7.3',
  'postgres-rw.postgres.svc': '127.64.7.5',
  realtime: '127.64.7.9',
};
const rules: RewriteRules = {
  addressOf: (host) => addresses[host],
  mounts: new Map([
    ['/etc/perchoir/tls', '/state/pod/tls'],
    ['/etc/perchoir', '/state/pod/house'],
  ]),
};

describe('a variable', () => {
  test.each([
    ['ANSWERS_URL', 'https://llm-gateway.llm.svc:8080', 'https://127.64.7.3:8080'],
    [
      'LOG_DATABASE_URL',
      'postgres://realtime@postgres-rw.postgres.svc:5432/x',
      'postgres://realtime@127.64.7.5:5432/x',
    ],
    ['PEERS_HOST', 'llm-gateway.llm.svc', '127.64.7.3'],
    ['HOMEPAGE_URL', 'https://example.org/realtime', 'https://example.org/realtime'],
    ['TLS_CERT_FILE', '/etc/perchoir/tls/tls.crt', '/state/pod/tls/tls.crt'],
    ['OTHER_FILE', '/etc/perchoir/key.pem', '/state/pod/house/key.pem'],
  ])('%s=%s becomes %s', (name, value, rewritten) => {
    expect(rewriteVariable(name, value, rules)).toBe(rewritten);
  });

  test('that names a certificate to verify stays as it is', () => {
    expect(rewriteVariable('ANSWERS_SERVER_NAME', 'llm-gateway.llm.svc', rules)).toBe('llm-gateway.llm.svc');
  });

  test('that only happens to be called like a service stays as it is', () => {
    expect(rewriteVariable('ROLE', 'realtime', rules)).toBe('realtime');
  });
});

describe('a mount path', () => {
  test.each([
    ['--config=/etc/perchoir/a.yml', '--config=/state/pod/house/a.yml'],
    ['/etc/perchoir-old/a.yml', '/etc/perchoir-old/a.yml'],
    ['/usr/etc/perchoir/a.yml', '/usr/etc/perchoir/a.yml'],
    ['/etc/perchoir/tls:/etc/perchoir', '/state/pod/tls:/state/pod/house'],
  ])('in %s', (text, rewritten) => {
    expect(rewriteMounts(text, rules.mounts)).toBe(rewritten);
  });
});
