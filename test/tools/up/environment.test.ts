import { expand, resolveEnvironment, type PodFacts } from '../../../tools/up/pods/environment';
import type { EnvironmentVariable } from '../../../tools/up/manifests/pod-template';

const facts: PodFacts = { name: 'chat-0', tier: 'llm', address: '127.64.7.100', labels: new Map([['app', 'chat']]) };
const noKeys = () => 'unused';

describe('the variables of a container', () => {
  test('may refer to the ones above them', () => {
    const variables: EnvironmentVariable[] = [
      { name: 'POD_IP', source: { kind: 'field', path: 'status.podIP' } },
      { name: 'ADVERTISED_URL', source: { kind: 'value', text: 'https://$(POD_IP):8080' } },
    ];
    expect(resolveEnvironment(variables, facts, noKeys).get('ADVERTISED_URL')).toBe('https://127.64.7.100:8080');
  });

  test.each([
    ['metadata.name', 'chat-0'],
    ['metadata.namespace', 'llm'],
    ["metadata.labels['app']", 'chat'],
  ])('take %s from the pod', (path, value) => {
    const variables: EnvironmentVariable[] = [{ name: 'X', source: { kind: 'field', path } }];
    expect(resolveEnvironment(variables, facts, noKeys).get('X')).toBe(value);
  });

  test('refuse a field that nobody knows, and name it', () => {
    const variables: EnvironmentVariable[] = [{ name: 'X', source: { kind: 'field', path: 'status.weather' } }];
    expect(() => resolveEnvironment(variables, facts, noKeys)).toThrow(/chat-0: .* status\.weather/);
  });
});

describe('expansion follows Kubernetes', () => {
  const known = new Map([['A', 'one']]);

  test.each([
    ['$(A)-$(A)', 'one-one'],
    ['$(B)', '$(B)'],
    ['$$(A)', '$(A)'],
    ['$A', '$A'],
    ['costs $5', 'costs $5'],
  ])('%s becomes %s', (text, expanded) => {
    expect(expand(text, known)).toBe(expanded);
  });
});
