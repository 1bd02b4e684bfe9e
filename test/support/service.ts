import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import type { AuthModuleOptions } from '../../src/auth/auth.options.js';
import { type AuthEvent, AuthEvents } from '../../src/auth/domain/auth-events.js';
import { Clock } from '../../src/auth/domain/clock.js';
import type { Login } from '../../src/auth/domain/login.js';
import { RefreshToken } from '../../src/auth/persistence/refresh-token.entity.js';
import type { UserService } from '../../src/auth/users/user.service.js';
import { composeUserService } from '../../src/service/compose-user-service.js';
import { createApp } from '../../src/service/create-app.js';
import { parseDatabaseUrl } from '../../src/service/database/database-url.js';
import { connect } from '../../src/service/database/open-database.js';
import { migrate } from '../../src/service/database/migrate.js';
import { DEFAULT_HTTP_SETTINGS, type HttpSettings } from '../../src/service/http/http-settings.js';
import { createDatabase, type DatabaseKind, type TestDatabase } from './databases.js';
import { type Answer, HttpClient } from './http-client.js';

export const SECRET = 'kQ3vX8zL1mN6pR0sT5uW9yB2dF4hJ7ceG';

export interface Tokens {
  access: string;
  refresh: string;
}

/** The whole service on a database of its own, behind a real port, with a clock that the test sets. */
export class TestService extends HttpClient {
  /** Everything that was reported. */
  readonly events: AuthEvent[] = [];

  private constructor(
    url: string,
    readonly app: NestFastifyApplication,
    readonly users: UserService,
    private readonly dropDatabase: () => Promise<void>,
  ) {
    super(url);
    const events = app.get(AuthEvents, { strict: false });
    events.emit = (event) => void this.events.push(event);
  }

  static async start(
    on: DatabaseKind | TestDatabase,
    auth: Partial<AuthModuleOptions> = {},
    http: Partial<HttpSettings> = {},
  ): Promise<TestService> {
    const database = typeof on === 'string' ? await createDatabase(on) : on;
    const location = parseDatabaseUrl(database.url);
    if (location === undefined) throw new Error('not a database URL');
    const dataSource = await connect(location);
    await migrate(dataSource);
    const app = await createApp(
      dataSource,
      { secret: SECRET, ...auth },
      { ...DEFAULT_HTTP_SETTINGS, ...http },
    );
    await app.listen(0, '127.0.0.1');
    const users = composeUserService(dataSource);
    const service = new TestService(await app.getUrl(), app, users, () => database.drop());
    service.setTime(Date.UTC(2030, 0, 1));
    return service;
  }

  async stop(): Promise<void> {
    await this.app.close();
    await this.dropDatabase();
  }

  get now(): number {
    return this.clock.now();
  }

  /** Both clocks go on from here, by {@link pass} alone. @param now epoch milliseconds */
  setTime(now: number): void {
    this.clock.now = () => now;
    this.clock.monotonic = () => now;
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
    const answer = await this.post('/api/token/', { username, password });
    if (answer.status !== 200) throw new Error(`login answered ${answer.status}: ${answer.text}`);
    return answer.json as unknown as Tokens;
  }

  refresh(refresh: string, key?: string): Promise<Answer> {
    const headers = key === undefined ? {} : { 'Idempotency-Key': key };
    return this.post('/api/token/refresh/', { refresh }, headers);
  }

  me(access: string): Promise<Answer> {
    return this.get('/api/me/', { Authorization: `Bearer ${access}` });
  }

  /** The row of a login, as a backup keeps it. */
  async read(sid: string): Promise<Login> {
    return this.logins.findOneByOrFail({ id: sid });
  }

  /** Puts a row back as it was. */
  async restore(login: Login): Promise<void> {
    await this.logins.save(login);
  }

  private get logins() {
    return this.dataSource.getRepository(RefreshToken);
  }

  get dataSource(): DataSource {
    return this.app.get(DataSource, { strict: false });
  }

  private get clock(): Clock {
    return this.app.get(Clock, { strict: false });
  }
}

let users = 0;
