import { readConfig, variable, type Environment } from '@perchoir/service/config';
import { houseVariables } from '@perchoir/service/house-config';

/** Settings of the origin, read once. @throws ConfigError naming the variable. */
export function readOriginConfig(env: Environment) {
  return readConfig(env, {
    ...houseVariables,
    PUBLIC_DIR: variable.text({ default: 'public', example: '/srv/public' }),
  });
}
