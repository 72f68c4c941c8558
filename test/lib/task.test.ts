import { App } from 'cdk8s';
import { Task, type TaskProps } from '../../charts/lib/task';
import { containerOf, namesOf, podOf, rendered, TestTier, testImage, testResources } from '../support';

const minimal: TaskProps = {
  app: 'egg',
  image: testImage,
  component: 'start',
  args: ['hatch'],
  variables: {},
  resources: testResources,
  edition: 'v1',
};

/** A new prop does not compile before it stands here. */
const everything: Required<TaskProps> = { ...minimal, variables: { WARMTH: '38' }, attempts: 3 };

function render(props: TaskProps) {
  const app = new App();
  new Task(new TestTier(app), 'hatch', props);
  const objects = rendered(app);
  const [name] = namesOf(objects, 'Job');
  const job = objects.find(({ kind }) => kind === 'Job');
  if (name === undefined || !job) throw new Error('no Job was rendered');
  return { name, job };
}

describe('a task', () => {
  test('with the least is tried twenty times, and never restarted after it is done', () => {
    const { job } = render(minimal);

    expect(job.spec).toMatchObject({ backoffLimit: 20, template: { spec: { restartPolicy: 'OnFailure' } } });
    expect(job.spec).not.toHaveProperty('ttlSecondsAfterFinished');
    expect(podOf(job).automountServiceAccountToken).toBe(false);
  });

  test('with everything runs what it was told', () => {
    const { job } = render(everything);

    expect(job.spec).toMatchObject({ backoffLimit: 3 });
    expect(containerOf(job)).toMatchObject({ args: ['hatch'], env: [{ name: 'WARMTH', value: '38' }] });
  });

  test('keeps its name as long as its work is the same', () => {
    expect(render(minimal).name).toBe(render({ ...minimal }).name);
    expect(render(minimal).name).toMatch(/^hatch-v1-[0-9a-f]{8}$/);
  });

  test('has another name when its work changes: a Job cannot be changed', () => {
    const names = [minimal, everything, { ...minimal, image: { ...testImage, reference: 'registry.test/egg:2' } }].map(
      (props) => render(props).name,
    );

    expect(new Set(names).size).toBe(3);
  });
});
