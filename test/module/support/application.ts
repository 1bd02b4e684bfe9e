import {
  type DynamicModule,
  type INestApplication,
  type LoggerService,
  Module,
  type ModuleMetadata,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type HttpResponse, HttpClient } from '../../support/http-client.js';
import type { Tokens } from '../../support/service.js';
import { CREDENTIALS } from './customers.js';

export type Platform = 'express' | 'fastify';

/** The platforms on which tests run: `describe.each(PLATFORMS)`. */
export const PLATFORMS: readonly Platform[] = ['express', 'fastify'];

interface ApplicationSettings {
  /** Runs between `NestFactory.create` and `listen`. */
  prepare?: (app: INestApplication) => void;
  /** @default false, which logs nothing */
  logger?: LoggerService;
}

/** An application that imports the module and listens on a free port. */
export class TestApplication extends HttpClient {
  private constructor(
    url: string,
    readonly app: INestApplication,
  ) {
    super(url);
  }

  /** @throws the error that stops the start */
  static async start(
    platform: Platform,
    parts: ModuleMetadata,
    { prepare, logger }: ApplicationSettings = {},
  ): Promise<TestApplication> {
    const adapter = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
    const app = await NestFactory.create<INestApplication>(applicationOf(parts), adapter, {
      logger: logger ?? false,
      abortOnError: false,
    });
    prepare?.(app);
    return TestApplication.listening(app);
  }

  static async listening(app: INestApplication): Promise<TestApplication> {
    await app.listen(0, '127.0.0.1');
    return new TestApplication(await app.getUrl(), app);
  }

  stop(): Promise<void> {
    return this.app.close();
  }

  /** @returns the provider of this class, in any module */
  find<T>(token: abstract new (...dependencies: never[]) => T): T {
    return this.app.get<T>(token, { strict: false });
  }

  async obtain(credentials: object = CREDENTIALS, at = '/api/token/'): Promise<Tokens> {
    const response = await this.post(at, credentials);
    if (response.status !== 200)
      throw new Error(`the log-in responded ${response.status}: ${response.text}`);
    return response.json as unknown as Tokens;
  }

  refresh(refresh: string): Promise<HttpResponse> {
    return this.post('/api/token/refresh/', { refresh });
  }

  /** @param access undefined: without a token */
  getWithToken(path: string, access?: string): Promise<HttpResponse> {
    return this.get(path, access === undefined ? {} : { Authorization: `Bearer ${access}` });
  }
}

@Module({})
class Application {}

/** A dynamic module, equivalent to `@Module(parts) class Application {}`. */
export const applicationOf = (parts: ModuleMetadata): DynamicModule => ({
  module: Application,
  ...parts,
});
