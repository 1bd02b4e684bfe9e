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

/** Ways to have the guard: where tokens are issued too, and where they are only verified. */
export type Way = 'forRoot' | 'forVerifier';

/** What an application adds to the guard. */
export type Parts = Pick<ModuleMetadata, 'imports' | 'controllers' | 'providers'>;

const OTHER_SECRET = 'Xr7Lp2Vn9Qw4Tz6Bk1Hm8Jd3Fs5Gc0Ya';

const rolesOf = (username: string) => (username === 'ada' ? ['admin', 'reader'] : ['reader']);

/** Everybody exists, until one day nobody can be asked. */
class Users extends UserStore {
  failure: Error | undefined;
  responsesAfter: Promise<void> | undefined;

  async findByUsername(username: string) {
    return { ...(await this.findById(`id-of-${username}`)), passwordHash: null };
  }

  async findById(id: string) {
    await this.responsesAfter;
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

/** An application of somebody else, with users and sessions in memory and a clock that tests set. */
export class Host {
  readonly clock = new FakeClock();
  private readonly users = new Users();
  private opened: INestApplication | undefined;

  constructor(
    private readonly way: Way = 'forRoot',
    private readonly extras: Pick<AuthModuleExtras, 'globalGuard'> = {},
  ) {}

  /** @param prepare what the application does between being created and listening */
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

  /** An access token of somebody who has just logged in: `ada` is an administrator, others read. */
  async logIn(username = 'carol'): Promise<string> {
    if (this.way === 'forVerifier') return this.issue(username);
    const user = await this.users.findByUsername(username);
    return (await this.app.get(TokenService, { strict: false }).obtain(user)).access;
  }

  async endSession(token: string): Promise<void> {
    await this.app.get(SessionService, { strict: false }).revoke(claimsOf(token)['sid'] as string);
  }

  /** From now on nobody can be asked for users. */
  breakUsers(failure: Error = new AuthError('temporarily_unavailable')): void {
    this.users.failure = failure;
  }

  mendUsers(): void {
    this.users.failure = undefined;
  }

  /** From now on users are asked for in vain, until the promise resolves. */
  holdUsers(until: Promise<void>): void {
    this.users.responsesAfter = until;
  }

  private compile({ imports = [], ...parts }: Parts): Promise<TestingModule> {
    const builder = Test.createTestingModule({
      imports: [this.authModule(), ...imports],
      ...parts,
    });
    return builder.overrideProvider(Clock).useValue(this.clock).compile();
  }

  private authModule() {
    if (this.way === 'forVerifier') {
      return AuthModule.forVerifier({ secret: SECRET, ...this.extras });
    }
    return AuthModule.forRoot({
      secret: SECRET,
      userStore: this.users,
      refreshTokenStore: new MemoryRefreshTokenStore(this.users),
      ...this.extras,
    });
  }

  /** As the service does that issues. */
  private issue(username: string): string {
    const iat = Math.floor(this.clock.now() / 1000);
    const names = { token_type: 'access', jti: 'some-jti', user_id: `id-of-${username}` };
    return sign({ ...names, iat, exp: iat + 300, roles: rolesOf(username) }, SECRET);
  }
}

/** What nobody is let in with. */
export const SPOILED: readonly (readonly [string, (token: string) => string])[] = [
  ['has expired', (token) => changed(token, { exp: 1_600_000_000 })],
  ['somebody else signed', (token) => sign(claimsOf(token), OTHER_SECRET)],
  ['is a refresh token', (token) => changed(token, { token_type: 'refresh' })],
  ['is no token', () => 'garbage'],
];

const changed = (token: string, changes: Claims): string =>
  sign({ ...claimsOf(token), ...changes }, SECRET);
