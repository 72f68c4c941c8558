import { App } from 'cdk8s';
import { FrontOffice, type FrontOfficeProps } from '../../charts/front-office/front-office';
import { containerOf, find, namesOf, rendered, testSite } from '../support';

const minimal: FrontOfficeProps = { site: testSite, origins: 1 };

/** A new prop does not compile before it stands here. */
const everything: Required<FrontOfficeProps> = { ...minimal, namespace: 'kept', origins: 3 };

function render(props: FrontOfficeProps) {
  const app = new App();
  const { entrance } = new FrontOffice(app, props);
  return { objects: rendered(app), entrance };
}

describe('the front office', () => {
  test('serves pages by the second command of the builder', () => {
    const origin = find(render(minimal).objects, 'Deployment', 'chatbot-origin');

    expect(containerOf(origin)).toMatchObject({ image: 'registry.test/chatbot-builder:unpublished', args: ['origin'] });
  });

  test('stands at the root, behind the entrance', () => {
    const { objects, entrance } = render(minimal);

    expect(entrance).toEqual({ path: '/', namespace: 'front-office', service: 'chatbot-origin', port: 8080 });
    expect(namesOf(objects, 'NetworkPolicy')).toContain('chatbot-origin-accepts-edge-visitors-pages');
  });

  test('calls nobody', () => {
    expect(namesOf(render(minimal).objects, 'NetworkPolicy').filter((name) => name.includes('-calls-'))).toEqual([]);
  });

  test('with everything runs as many as it is told, and keeps its namespace', () => {
    const { objects } = render(everything);

    expect(find(objects, 'Deployment', 'chatbot-origin').spec).toMatchObject({ replicas: 3 });
    expect(find(objects, 'Namespace', 'front-office').metadata.annotations).toEqual({
      'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
    });
  });
});
