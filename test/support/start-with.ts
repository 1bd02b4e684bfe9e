import type { INestApplication } from '@nestjs/common';
import type { Output } from '../../src/service/bootstrap/announce.js';
import { start } from '../../src/service/bootstrap/start.js';
import { readEnvironment, type Variables } from '../../src/service/configuration/environment.js';

/** Starts the service from its source with environment variables. */
export const startWith = async (variables: Variables, output: Output): Promise<INestApplication> =>
  start(readEnvironment(variables), output);
