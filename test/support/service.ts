import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { DataSource } from 'typeorm';
import type { AuthModuleOptions } from '../../src/auth/config/auth.options.js';
import type { AuthEvent } from '../../src/auth/domain/auth-events.js';
import type { Session } from '../../src/auth/domain/session.js';
import { RefreshToken } from '../../src/auth/persistence/refresh-token.entity.js';
import type { UserService } from '../../src/auth/users/user.service.js';
import { composeUserService } from '../../src/service/bootstrap/compose-user-service.js';
import { readEnvironment } from '../../src/service/configuration/environment.js';
import { parseDatabaseUrl } from '../../src/service/database/database-url.js';
import { connect } from '../../src/service/database/open-database.js';
import { migrate } from '../../src/service/database/migrate.js';
import type { HttpSettings } from '../../src/service/http/http-settings.js';
import { createDatabase, type DatabaseKind, type TestDatabase } from './databases.js';
import { ApiClient, PASSWORD, type Tokens } from './api-client.js';
import { SECRET, sidOf } from './jwt.js';
import { RunningBundle } from './running-bundle.js';
import type { Running, RunningSource } from './running-source.js';

export { SECRET, type Tokens };

/** Tests run the built bundle. TEST_TARGET=source runs the source, for speed and coverage. */
const TARGET = process.env['TEST_TARGET'] ?? 'bundle';

/** Differs from the defaults so that both targets behave alike. */
const PLAIN = {
  EXPLORER: 'false',
  PRUNE_INTERVAL: '0s',
  SHUTDOWN_DELAY: '0s',
  // A test sends more wrong passwords than a person. Tests of the limits turn them on.
  LOGIN_THROTTLE: 'off',
};

/** The initial time of both clocks. */
const START_TIME = Date.UTC(2030, 0, 1);

/** The whole service with its own database and port, and with a clock that the test sets. */
export class TestService extends ApiClient {
  readonly users: UserService;
  private time = START_TIME;

  protected constructor(
    private readonly running: Running,
    /** A connection of the test to the database. */
    readonly dataSource: DataSource,
    private readonly database: TestDatabase,
  ) {
    super(running.url);
    this.users = composeUserService(dataSource);
    running.setTime(this.time);
  }

  /** @param variables environment variables of the service, such as `REUSE_INTERVAL` */
  static async start(
    on: DatabaseKind | TestDatabase,
    variables: Record<string, string> = {},
  ): Promise<TestService> {
    const all = { ...PLAIN, JWT_SECRET: SECRET, ...variables };
    if (TARGET === 'source') return TestService.startInProcess(on, ...optionsOf(all));
    const { database, dataSource } = await open(on);
    const env = { ...all, DATABASE_URL: database.url };
    const running = await RunningBundle.start(dataSource, env, START_TIME);
    return new TestService(running, dataSource, database);
  }

  /**
   * Runs the source in this process for any TEST_TARGET. For tests that replace parts of the
   * service, or set options that have no variable.
   */
  static async startInProcess(
    on: DatabaseKind | TestDatabase,
    auth: Partial<AuthModuleOptions> = {},
    http: Partial<HttpSettings> = {},
  ): Promise<InProcessService> {
    const { database, dataSource } = await open(on);
    // Loading the source takes most of a second, which tests of the bundle do not need.
    const { RunningSource: Source } = await import('./running-source.js');
    const running = await Source.start(
      dataSource,
      { secret: SECRET, loginThrottle: 'off', ...auth },
      http,
    );
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

  /** @returns all events so far */
  events(): Promise<readonly AuthEvent[]> {
    return this.running.events();
  }

  /** @returns the events that were reported during `work` */
  async eventsDuring(work: () => Promise<unknown>): Promise<readonly AuthEvent[]> {
    const before = (await this.events()).length;
    await work();
    return (await this.events()).slice(before);
  }

  get now(): number {
    return this.time;
  }

  /** Sets both clocks. They stand still until the next call. @param now epoch milliseconds */
  setTime(now: number): void {
    this.time = now;
    this.running.setTime(now);
  }

  pass(ms: number): void {
    this.setTime(this.now + ms);
  }

  /** Creates a user and logs in. */
  async logIn(username = `user-${++users}`) {
    const { id } = await this.users.create({ username, password: PASSWORD });
    const tokens = await this.obtain(username);
    return { ...tokens, id, username, sid: sidOf(tokens.refresh) };
  }

  /** Reads the row of a session. */
  async read(sid: string): Promise<Session> {
    return this.sessions.findOneByOrFail({ id: sid });
  }

  /** Overwrites the row of a session, like a restored backup. */
  async restore(session: Session): Promise<void> {
    await this.sessions.save(session);
  }

  private get sessions() {
    return this.dataSource.getRepository(RefreshToken);
  }
}

/** The service from its source in this process. The test can replace its parts. */
export class InProcessService extends TestService {
  readonly app: NestFastifyApplication;
  /** All events so far. A test may remove them. */
  readonly reported: AuthEvent[];

  constructor(running: RunningSource, dataSource: DataSource, database: TestDatabase) {
    super(running, dataSource, database);
    this.app = running.app;
    this.reported = running.reported;
  }
}

function optionsOf(variables: Record<string, string>) {
  const { secret = SECRET, previousSecret, auth, http } = readEnvironment(variables);
  return [{ ...auth, secret, previousSecret }, http] as const;
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
