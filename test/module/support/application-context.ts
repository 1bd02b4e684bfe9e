import { type INestApplicationContext, Logger, Module, type ModuleMetadata } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AuthOptionsError } from '../../../src/index.js';

@Module({})
class Application {}

/** Starts an application without HTTP, such as a worker or a command. */
export function startContext(imports: ModuleMetadata['imports']): Promise<INestApplicationContext> {
  Logger.overrideLogger(false);
  return NestFactory.createApplicationContext(
    { module: Application, imports: imports! },
    { logger: false, abortOnError: false },
  );
}

/**
 * @returns the problems that the module reports
 * @throws when the application starts, or fails with another error
 */
export async function problemsAtStart(imports: ModuleMetadata['imports']): Promise<string> {
  const context = await startContext(imports).catch((error: unknown) => {
    if (error instanceof AuthOptionsError) return error.problems.join('\n');
    throw error;
  });
  if (typeof context === 'string') return context;
  await context.close();
  throw new Error('The application started.');
}
