import { ApiObject, App } from 'cdk8s';
import { Manifest } from '../../charts/lib/manifest';
import { emit } from '../../charts/lib/writer/emit';
import { find, rendered, TestTier } from '../support';

describe('rendering', () => {
  const aviary = () => {
    const app = new App();
    return { app, tier: new TestTier(app) };
  };
  const configMap = (tier: TestTier, id: string, body: () => object) =>
    new Manifest(tier, id, { apiVersion: 'v1', kind: 'ConfigMap', name: 'nest', body });

  test('names each file after the object in it', () => {
    const { app, tier } = aviary();
    configMap(tier, 'nest', () => ({ data: {} }));

    expect([...emit(app).keys()]).toContain('aviary/ConfigMap.nest.yaml');
  });

  test('refuses two objects that claim one file', () => {
    const { app, tier } = aviary();
    configMap(tier, 'one', () => ({}));
    configMap(tier, 'two', () => ({}));

    expect(() => emit(app)).toThrow('two objects claim aviary/ConfigMap.nest.yaml; the second is aviary/two');
  });

  test.each([
    ['undefined', undefined, 'a value of type undefined'],
    ['a function', () => 1, 'a value of type function'],
    ['NaN', Number.NaN, 'NaN'],
    ['an infinity', Infinity, 'Infinity'],
    ['a date', new Date(0), 'a Date'],
    ['a bigint', 1n, 'a value of type bigint'],
    ['half a character', '\ud83e', 'half a character'],
  ])('refuses %s and says where it stands', (_, value, complaint) => {
    const { app, tier } = aviary();
    configMap(tier, 'nest', () => ({ data: { list: [{ feather: value }] } }));

    expect(() => emit(app)).toThrow('ConfigMap nest.data.list[0].feather');
    expect(() => emit(app)).toThrow(complaint);
  });

  test('keeps values that cdk8s would drop or change', () => {
    const { app, tier } = aviary();
    const values = {
      empty: '',
      none: null,
      zero: 0,
      list: [],
      map: {},
      'nvidia.com/gpu': '1',
      newerThanAnySchema: true,
    };
    configMap(tier, 'nest', () => ({ data: values }));

    expect(find(rendered(app), 'ConfigMap', 'nest').data).toEqual(values);
  });

  test('refuses an object that cdk8s would serialize', () => {
    const { app, tier } = aviary();
    new ApiObject(tier, 'stranger', { apiVersion: 'v1', kind: 'Secret' });

    expect(() => emit(app)).toThrow('aviary/stranger is not a Manifest');
  });

  test('renders nothing when a construct says that it is invalid', () => {
    const { app, tier } = aviary();
    tier.node.addValidation({ validate: () => ['no perch'] });

    expect(() => emit(app)).toThrow('aviary: no perch');
  });
});
