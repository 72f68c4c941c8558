/** @type {import('jest').Config} */
module.exports = {
  roots: ['<rootDir>/test', '<rootDir>/apps', '<rootDir>/tools'],
  testMatch: ['**/*.test.ts'],
  testEnvironment: 'node',
  modulePathIgnorePatterns: ['/build/'],
  testPathIgnorePatterns: ['/node_modules/', '/build/'],
  transform: {
    '^.+\\.[tj]s$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2023',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, useDefineForClassFields: false },
        },
      },
    ],
  },
  // Packages that ship only ES modules are transformed too: Jest's own loader cannot `require` them.
  transformIgnorePatterns: ['/node_modules/(?!(jose|lit|lit-html|lit-element|@lit|@lit-labs|eventsource-parser)/)'],
  moduleNameMapper: { '^@perchoir/service/(.*)$': '<rootDir>/apps/lib/src/$1' },
  globalSetup: '<rootDir>/test/setup/postgres.ts',
  globalTeardown: '<rootDir>/test/setup/postgres-teardown.ts',
  maxWorkers: 2,
  testTimeout: 20_000,
};
