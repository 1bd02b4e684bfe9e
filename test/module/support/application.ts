import { afterAll } from '@jest/globals';
import {
  ConsoleLogger,
  type INestApplication,
  type LoggerService,
  type ModuleMetadata,
} from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { type HttpResponse, HttpClient } from '../../support/http-client.js';
import type { Tokens } from '../../support/api-client.js';
import { CREDENTIALS } from './customers.js';

export type Platform = 'express' | 'fastify';

/** For `describe.each`, where the platforms may differ. */
export const PLATFORMS: readonly Platform[] = ['express', 'fastify'];

/** The members of an application's module, and how it starts. */
export interface Parts extends Pick<ModuleMetadata, 'imports' | 'controllers' | 'providers'> {
  /** @default 'fastify' */
  platform?: Platform;
  /** Replaces guards and providers. */
  override?: (builder: TestingModuleBuilder) => unknown;
  /** Runs between the creation of the application and its start. */
  prepare?: (app: INestApplication) => unknown;
  /** @default one that logs nothing */
  logger?: LoggerService;
}

const started: TestApplication[] = [];
afterAll(() => Promise.all(started.map((application) => application.stop())));

/** An application that imports the module, on a free port. It stops after the tests of the file. */
export class TestApplication extends HttpClient {
  private constructor(
    url: string,
    readonly app: INestApplication,
  ) {
    super(url);
  }

  /** @throws the error that stops the start */
  static async start({ platform, override, prepare, logger, ...parts }: Parts) {
    const builder = Test.createTestingModule(parts).setLogger(logger ?? SILENT);
    override?.(builder);
    const adapter = platform === 'express' ? new ExpressAdapter() : new FastifyAdapter();
    const app = (await builder.compile()).createNestApplication<INestApplication>(adapter);
    await prepare?.(app);
    await app.listen(0, '127.0.0.1');
    const application = new TestApplication(await app.getUrl(), app);
    started.push(application);
    return application;
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

  refresh(refresh: string, at = '/api/token/refresh/'): Promise<HttpResponse> {
    return this.post(at, { refresh });
  }

  /** @param access undefined: without a token */
  getWithToken(path: string, access?: string): Promise<HttpResponse> {
    return this.get(path, access === undefined ? {} : { Authorization: `Bearer ${access}` });
  }

  /** @returns the status of a request with this token, or without one */
  async statusOf(path: string, access?: string): Promise<number> {
    return (await this.getWithToken(path, access)).status;
  }
}

const SILENT = new ConsoleLogger({ logLevels: [] });
