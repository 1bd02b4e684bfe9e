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

/** What the same tests run on: `describe.each(PLATFORMS)`. */
export const PLATFORMS: readonly Platform[] = ['express', 'fastify'];

interface HostSettings {
  /** What an application does between `NestFactory.create` and `listen`. */
  prepare?: (app: INestApplication) => void;
  /** Default: nobody is told anything. */
  logger?: LoggerService;
}

/** An application of somebody else's that listens. */
export class Host extends HttpClient {
  private constructor(
    url: string,
    readonly app: INestApplication,
  ) {
    super(url);
  }

  /** @throws what stops the start */
  static async start(
    platform: Platform,
    parts: ModuleMetadata,
    { prepare, logger }: HostSettings = {},
  ): Promise<Host> {
    const adapter = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
    const app = await NestFactory.create<INestApplication>(applicationOf(parts), adapter, {
      logger: logger ?? false,
      abortOnError: false,
    });
    prepare?.(app);
    return Host.listening(app);
  }

  static async listening(app: INestApplication): Promise<Host> {
    await app.listen(0, '127.0.0.1');
    return new Host(await app.getUrl(), app);
  }

  stop(): Promise<void> {
    return this.app.close();
  }

  /** What the application has under this class, wherever it is provided. */
  find<T>(token: abstract new (...dependencies: never[]) => T): T {
    return this.app.get<T>(token, { strict: false });
  }

  async obtain(credentials: object = CREDENTIALS, at = '/api/token/'): Promise<Tokens> {
    const response = await this.post(at, credentials);
    if (response.status !== 200)
      throw new Error(`session answered ${response.status}: ${response.text}`);
    return response.json as unknown as Tokens;
  }

  refresh(refresh: string): Promise<HttpResponse> {
    return this.post('/api/token/refresh/', { refresh });
  }

  /** @param access undefined: nobody asks */
  ask(path: string, access?: string): Promise<HttpResponse> {
    return this.get(path, access === undefined ? {} : { Authorization: `Bearer ${access}` });
  }
}

@Module({})
class Application {}

/** A module as `@Module(parts) class Application {}` is one. */
export const applicationOf = (parts: ModuleMetadata): DynamicModule => ({
  module: Application,
  ...parts,
});
