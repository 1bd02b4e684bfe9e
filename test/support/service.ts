import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DataSource } from 'typeorm';
import type { AuthModuleOptions } from '../../src/auth/auth.options.js';
import type { AuthEvent } from '../../src/auth/domain/auth-events.js';
import type { Session } from '../../src/auth/domain/session.js';
import { RefreshToken } from '../../src/auth/persistence/refresh-token.entity.js';
import type { UserService } from '../../src/auth/users/user.service.js';
import { composeUserService } from '../../src/service/compose-user-service.js';
import { parseDatabaseUrl } from '../../src/service/database/database-url.js';
import { connect } from '../../src/service/database/open-database.js';
import { migrate } from '../../src/service/database/migrate.js';
import type { HttpSettings } from '../../src/service/http/http-settings.js';
import { createDatabase, type DatabaseKind, type TestDatabase } from './databases.js';
import { type HttpResponse, HttpClient } from './http-client.js';
import { RunningBundle } from './running-bundle.js';
import { RunningSource } from './running-source.js';
import type { Running } from './running.js';

export const SECRET = 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ceG';

export interface Tokens {
  access: string;
  refresh: string;
}

/** Runs the built bundle, or with TEST_TARGET=source the source, for speed and coverage. */
const TARGET = process.env['TEST_TARGET'] ?? 'bundle';

/** The initial time of the clocks. */
const BEGINNING = Date.UTC(2030, 0, 1);

/**
 * The whole service on a database of its own, behind a real port, with a clock that the test sets.
 */
export class TestService extends HttpClient {
  readonly users: UserService;
  private time = BEGINNING;

  protected constructor(
    private readonly running: Running,
    /** The test's own connection to the database. */
    readonly dataSource: DataSource,
    private readonly database: TestDatabase,
  ) {
    super(running.url);
    this.users = composeUserService(dataSource);
    running.setTime(this.time);
  }

  static async start(
    on: DatabaseKind | TestDatabase,
    auth: Partial<AuthModuleOptions> = {},
    http: Partial<HttpSettings> = {},
  ): Promise<TestService> {
    if (TARGET === 'source') return TestService.startInProcess(on, auth, http);
    const { database, dataSource } = await open(on);
    const options = { auth: { secret: SECRET, ...auth }, http };
    const running = await RunningBundle.start(database.url, dataSource, options, BEGINNING);
    return new TestService(running, dataSource, database);
  }

  /** From the source, whatever the target: for tests that reach into the service. */
  static async startInProcess(
    on: DatabaseKind | TestDatabase,
    auth: Partial<AuthModuleOptions> = {},
    http: Partial<HttpSettings> = {},
  ): Promise<InProcessService> {
    const { database, dataSource } = await open(on);
    const running = await RunningSource.start(dataSource, {
      auth: { secret: SECRET, ...auth },
      http,
    });
    return new InProcessService(running, dataSource, database);
  }

  async stop(): Promise<void> {
    await this.close();
    await this.database.drop();
  }

  /** Stops the service and leaves its database. */
  close(): Promise<void> {
    return this.running.close();
  }

  /** @returns everything that was reported until now */
  events(): Promise<readonly AuthEvent[]> {
    return this.running.events();
  }

  get now(): number {
    return this.time;
  }

  /** Both clocks go on from here, by {@link pass} alone. @param now epoch milliseconds */
  setTime(now: number): void {
    this.time = now;
    this.running.setTime(now);
  }

  pass(ms: number): void {
    this.setTime(this.now + ms);
  }

  /** A new user who is logged in. */
  async logIn(username = `user-${++users}`): Promise<Tokens & { id: string; username: string }> {
    const { id } = await this.users.create({ username, password: 'a good password' });
    return { ...(await this.obtain(username)), id, username };
  }

  async obtain(username: string, password = 'a good password'): Promise<Tokens> {
    const response = await this.post('/api/token/', { username, password });
    if (response.status !== 200)
      throw new Error(`session answered ${response.status}: ${response.text}`);
    return response.json as unknown as Tokens;
  }

  refresh(refresh: string, key?: string): Promise<HttpResponse> {
    const headers = key === undefined ? {} : { 'Idempotency-Key': key };
    return this.post('/api/token/refresh/', { refresh }, headers);
  }

  me(access: string): Promise<HttpResponse> {
    return this.get('/api/me/', { Authorization: `Bearer ${access}` });
  }

  /** The row of a session, as a backup keeps it. */
  async read(sid: string): Promise<Session> {
    return this.sessions.findOneByOrFail({ id: sid });
  }

  /** Puts a row back as it was. */
  async restore(session: Session): Promise<void> {
    await this.sessions.save(session);
  }

  private get sessions() {
    return this.dataSource.getRepository(RefreshToken);
  }
}

/** The service from its source in the process of the test, which reaches into it. */
export class InProcessService extends TestService {
  readonly app: NestFastifyApplication;
  /** All events as they are reported. A test may remove them. */
  readonly reported: AuthEvent[];

  constructor(running: RunningSource, dataSource: DataSource, database: TestDatabase) {
    super(running, dataSource, database);
    this.app = running.app;
    this.reported = running.reported;
  }
}

async function open(on: DatabaseKind | TestDatabase) {
  const database = typeof on === 'string' ? await createDatabase(on) : on;
  const location = parseDatabaseUrl(database.url);
  if (location === undefined) throw new Error('not a database URL');
  const dataSource = await connect(location);
  await migrate(dataSource);
  return { database, dataSource };
}

let users = 0;
