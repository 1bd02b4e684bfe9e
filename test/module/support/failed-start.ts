import { type DynamicModule, Logger, type ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AuthOptionsError } from '../../../src/index.js';
import { applicationOf } from './application.js';

/**
 * @returns the problems that the module reports
 * @throws when the application starts, or fails with another error
 */
export async function problemsAtStart(imports: ModuleMetadata['imports']): Promise<string> {
  const error = await startFailure(applicationOf({ imports: imports ?? [] }));
  if (error instanceof AuthOptionsError) return error.problems.join('\n');
  throw new Error('The start failed with another error.', { cause: error });
}

async function startFailure(application: DynamicModule): Promise<unknown> {
  Logger.overrideLogger(false);
  const context = await NestFactory.createApplicationContext(application, {
    logger: false,
    abortOnError: false,
  }).catch((error: unknown) => ({ error }));
  if ('error' in context) return context.error;
  await context.close();
  throw new Error('The application started.');
}
