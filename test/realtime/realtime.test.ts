import { App, Size } from 'cdk8s';
import { type DatabaseEndpoint } from '../../charts/lib/endpoint';
import { Workload } from '../../charts/lib/workload';
import { Realtime, type RealtimeProps } from '../../charts/realtime/realtime';
import {
  autoscaling,
  containerOf,
  find,
  namesOf,
  podOf,
  rendered,
  testImage,
  testResources,
  testSite,
  TestTier,
  variablesOf,
} from '../support';

const minimal: RealtimeProps = {
  site: testSite,
  replicas: { kind: 'fixed', count: 2 },
  answerModel: 'finch',
  embeddingModel: 'wren',
};

/** A new prop does not compile before it stands here. */
const everything: Required<RealtimeProps> = {
  ...minimal,
  site: { ...testSite, autoscaling },
  namespace: 'removed',
  replicas: { kind: 'autoscaled', min: 2, max: 15 },
};

function render(props: RealtimeProps) {
  const app = new App();
  const realtime = new Realtime(app, props);
  const neighbour = new Workload(new TestTier(app, 'next'), 'door', {
    app: 'door',
    image: testImage,
    component: 'door',
    replicas: { kind: 'fixed', count: 1 },
    resources: { ...testResources, memory: Size.mebibytes(64) },
    services: [{ name: 'door' }],
  });
  const shown = { host: neighbour.host(), serverName: neighbour.host(), port: 1 };
  const model = neighbour.pods.offer({ ...shown, kind: 'https', name: 'next.model' });
  const database: DatabaseEndpoint<'realtime' | 'realtime_reader'> = neighbour.pods.offer({
    ...shown,
    kind: 'database',
    name: 'next.data',
    roles: { realtime: true, realtime_reader: true },
  });
  realtime.connect({ answers: model, embeddings: model, logDatabase: database, retrievalDatabase: database });
  return { objects: rendered(app), entrance: realtime.entrance };
}

describe('the realtime tier', () => {
  const { objects, entrance } = render(minimal);
  const server = find(objects, 'Deployment', 'realtime');

  test('holds 150 users on a server: the number of the requirement, enforced by the server', () => {
    expect(variablesOf(containerOf(server))).toMatchObject({
      MAX_USERS: '150',
      ANSWER_MODEL: 'finch',
      EMBEDDING_MODEL: 'wren',
    });
  });

  test('writes its log and finds passages under different roles', () => {
    expect(variablesOf(containerOf(server))).toMatchObject({
      LOG_DATABASE_URL: 'postgres://realtime@door.next.svc:1/perchoir',
      RETRIEVAL_DATABASE_URL: 'postgres://realtime_reader@door.next.svc:1/perchoir',
    });
  });

  test("signs visitors' tokens with a key that is mounted as a file", () => {
    expect(variablesOf(containerOf(server))['VISITOR_KEY_FILE']).toBe('/etc/perchoir/visitor-key/key.pem');
    expect(podOf(server).volumes).toContainEqual({
      name: 'visitor-key',
      secret: { secretName: 'visitor-key', defaultMode: 0o440 },
    });
  });

  test('is reached by visitors through the entrance alone', () => {
    expect(entrance).toEqual({ path: '/socket.io/', namespace: 'realtime', service: 'realtime', port: 8080 });
    expect(namesOf(objects, 'NetworkPolicy').filter((name) => name.startsWith('realtime-accepts'))).toEqual([
      'realtime-accepts-edge-visitors-chat',
    ]);
  });

  test('leaves in waves: the grace period is longer than the other services have', () => {
    expect(podOf(server).terminationGracePeriodSeconds).toBe(60);
    expect(variablesOf(containerOf(server))['SHUTDOWN_GRACE_SECONDS']).toBe('55');
  });

  test('scales by itself only where a cluster can', () => {
    expect(namesOf(objects, 'ScaledObject')).toEqual([]);
  });
});

describe('the realtime tier with everything', () => {
  const { objects } = render(everything);

  test('follows connected and refused users, below the cap that hides demand, and takes missing data for a fault', () => {
    expect(find(objects, 'ScaledObject', 'realtime').spec).toMatchObject({
      minReplicaCount: 2,
      maxReplicaCount: 15,
      fallback: { failureThreshold: 3, replicas: 2, behavior: 'currentReplicasIfHigher' },
      triggers: [
        {
          type: 'prometheus',
          metricType: 'AverageValue',
          metadata: {
            threshold: '105',
            ignoreNullValues: 'false',
            query: expect.stringMatching(/realtime_users.*realtime_refused_visitors/),
          },
        },
      ],
    });
  });

  test('takes servers away one at a time, two minutes apart', () => {
    expect(find(objects, 'ScaledObject', 'realtime').spec).toMatchObject({
      advanced: {
        horizontalPodAutoscalerConfig: {
          behavior: {
            scaleUp: { tolerance: '0' },
            scaleDown: { policies: [{ type: 'Pods', value: 1, periodSeconds: 120 }] },
          },
        },
      },
    });
  });
});
