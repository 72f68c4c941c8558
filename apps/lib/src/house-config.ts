import { variable } from './config';

/**
 * The variables every service has, to be spread into its own specification.
 * Ports and files follow the house contract: users on `PORT`, operators on `ADMIN_PORT`, TLS on both.
 */
export const houseVariables = {
  PORT: variable.port({ default: 8080 }),
  ADMIN_PORT: variable.port({ default: 9090 }),
  BIND_ADDRESS: variable.text({ default: '::', example: '127.0.0.1' }),
  TLS_CERT_FILE: variable.file({ example: '/etc/perchoir/tls/tls.crt' }),
  TLS_KEY_FILE: variable.file({ example: '/etc/perchoir/tls/tls.key' }),
  TLS_CA_FILE: variable.file({ example: '/etc/perchoir/tls/ca.crt' }),
  LOG_LEVEL: variable.oneOf(['debug', 'info', 'warn', 'error', 'silent'], { default: 'info' }),
  SHUTDOWN_GRACE_SECONDS: variable.integer({ min: 1, max: 3_600, default: 30 }),
} as const;
