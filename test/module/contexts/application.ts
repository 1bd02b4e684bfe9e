import type { INestApplication, ModuleMetadata } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import {
  AuthError,
  AuthModule,
  type AuthModuleExtras,
  Clock,
  SessionService,
  TokenService,
  UserStore,
} from '../../../src/index.js';
import { MemoryRefreshTokenStore } from '../../../src/testing/index.js';
import { FakeClock } from '../../support/fake-clock.js';
import { type Claims, claimsOf, sign } from '../../support/jwt.js';
import { SECRET } from '../../support/service.js';

/** `forRoot` issues and verifies tokens. `forVerifier` only verifies them. */
export type ModuleMethod = 'forRoot' | 'forVerifier';

/** The parts of an application besides AuthModule. */
export type Parts = Pick<ModuleMetadata, 'imports' | 'controllers' | 'providers'>;

const OTHER_SECRET = 'Xr7Lp2Vn9Qw4Tz6Bk1Hm8Jd3Fs5Gc0Ya';

const rolesOf = (username: string) => (username === 'ada' ? ['admin', 'reader'] : ['reader']);

/** Contains every user, until a test makes the look-ups fail. */
class Users extends UserStore {
  failure: Error | undefined;
  delay: Promise<void> | undefined;

  async findByUsername(username: string) {
    return { ...(await this.findById(`id-of-${username}`)), passwordHash: null };
  }

  async findById(id: string) {
    await this.delay;
    if (this.failure !== undefined) throw this.failure;
    return { id, username: id.replace('id-of-', ''), isActive: true, tokenVersion: 0 };
  }

  recordLogin() {
    return Promise.resolve();
  }

  override claims({ username }: { username: string }) {
    return { roles: rolesOf(username) };
  }
}

/** An application with users and sessions in memory, and with a clock that tests set. */
export class TestApplication {
  readonly clock = new FakeClock();
  private readonly users = new Users();
  private opened: INestApplication | undefined;

  constructor(
    private readonly method: ModuleMethod = 'forRoot',
    private readonly extras: Pick<AuthModuleExtras, 'globalGuard'> = {},
  ) {}

  /** @param prepare runs after the application was created and before it listens */
  async start(
    parts: Parts,
    prepare: (app: INestApplication) => unknown = () => undefined,
    create = (module: TestingModule): INestApplication => module.createNestApplication(),
  ): Promise<void> {
    this.opened = create(await this.compile(parts));
    this.opened.useLogger(false);
    await prepare(this.opened);
    await this.opened.listen(0, '127.0.0.1');
  }

  stop(): Promise<void> {
    return this.app.close();
  }

  get app(): INestApplication {
    return this.opened!;
  }

  get port(): number {
    return (this.app.getHttpServer() as { address(): { port: number } }).address().port;
  }

  /** Logs in. `ada` has the role `admin`. @returns the access token */
  async logIn(username = 'carol'): Promise<string> {
    if (this.method === 'forVerifier') return this.issue(username);
    const user = await this.users.findByUsername(username);
    return (await this.app.get(TokenService, { strict: false }).obtain(user)).access;
  }

  async revokeSession(token: string): Promise<void> {
    await this.app.get(SessionService, { strict: false }).revoke(claimsOf(token)['sid'] as string);
  }

  /** Makes every user look-up fail. */
  breakUsers(failure: Error = new AuthError('temporarily_unavailable')): void {
    this.users.failure = failure;
  }

  repairUsers(): void {
    this.users.failure = undefined;
  }

  /** Delays every user look-up until the promise resolves. */
  holdUsers(until: Promise<void>): void {
    this.users.delay = until;
  }

  private compile({ imports = [], ...parts }: Parts): Promise<TestingModule> {
    const builder = Test.createTestingModule({
      imports: [this.authModule(), ...imports],
      ...parts,
    });
    return builder.overrideProvider(Clock).useValue(this.clock).compile();
  }

  private authModule() {
    if (this.method === 'forVerifier') {
      return AuthModule.forVerifier({ secret: SECRET, ...this.extras });
    }
    return AuthModule.forRoot({
      secret: SECRET,
      userStore: this.users,
      refreshTokenStore: new MemoryRefreshTokenStore(this.users),
      ...this.extras,
    });
  }

  /** Issues a token as the application with `forRoot` does. */
  private issue(username: string): string {
    const iat = Math.floor(this.clock.now() / 1000);
    const names = { token_type: 'access', jti: 'some-jti', user_id: `id-of-${username}` };
    return sign({ ...names, iat, exp: iat + 300, roles: rolesOf(username) }, SECRET);
  }
}

/** Ways to make a token invalid. The names complete "a token that …". */
export const INVALID_TOKENS: readonly (readonly [string, (token: string) => string])[] = [
  ['has expired', (token) => changed(token, { exp: 1_600_000_000 })],
  ['has a signature of another secret', (token) => sign(claimsOf(token), OTHER_SECRET)],
  ['is a refresh token', (token) => changed(token, { token_type: 'refresh' })],
  ['is not a JWT', () => 'garbage'],
];

const changed = (token: string, changes: Claims): string =>
  sign({ ...claimsOf(token), ...changes }, SECRET);
