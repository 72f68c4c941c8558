import fc from 'fast-check';
import { ConfigError, readConfig, variable } from '@perchoir/service/config';

const specification = {
  PORT: variable.port({ default: 8080 }),
  ANSWERS_URL: variable.url({ protocols: ['https'], example: 'https://llm-gateway.llm.svc:8080' }),
  MODE: variable.oneOf(['strict', 'off'], { default: 'strict' }),
  KEY_FILE: variable.file({ example: '/etc/perchoir/key.pem', optional: true }),
};

test('values come typed, with defaults for what is absent', () => {
  const config = readConfig({ ANSWERS_URL: 'https://gateway:1' }, specification);

  expect(config).toEqual({
    PORT: 8080,
    ANSWERS_URL: new URL('https://gateway:1'),
    MODE: 'strict',
    KEY_FILE: undefined,
  });
});

test('a missing variable is one line with its name, its expectation and an example', () => {
  expect(() => readConfig({}, specification)).toThrow(
    new ConfigError(
      'ANSWERS_URL',
      'ANSWERS_URL is missing: set it to a URL (https), for example ANSWERS_URL=https://llm-gateway.llm.svc:8080',
    ),
  );
});

test.each([
  ['PORT', '70000', 'an integer from 0 to 65535'],
  ['ANSWERS_URL', 'ftp://gateway', 'a URL (https)'],
  ['MODE', 'loose', 'one of strict, off'],
])('a malformed %s is refused', (name, value, expected) => {
  const env = { ANSWERS_URL: 'https://gateway', [name]: value };

  expect(() => readConfig(env, specification)).toThrow(`${name} is not ${expected}`);
});

test('an empty text counts as absent', () => {
  expect(readConfig({ PORT: '', ANSWERS_URL: 'https://gateway' }, specification).PORT).toBe(8080);
});

test('an integer survives exactly when it lies within its bounds', () => {
  const bounded = { SLOTS: variable.integer({ min: 1, max: 64, example: '5' }) };
  fc.assert(
    fc.property(fc.integer(), (value) => {
      const read = () => readConfig({ SLOTS: String(value) }, bounded).SLOTS;
      if (value >= 1 && value <= 64) expect(read()).toBe(value);
      else expect(read).toThrow(ConfigError);
    }),
  );
});
