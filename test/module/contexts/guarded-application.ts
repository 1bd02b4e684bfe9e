import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host.js';
import {
  AuthError,
  AuthModule,
  type AuthModuleExtras,
  Clock,
  JwtAuthGuard,
  SessionService,
  TokenService,
} from '../../../src/index.js';
import { FakeClock } from '../../support/fake-clock.js';
import { type Claims, claimsOf, SECRET, sign } from '../../support/jwt.js';
import { type Parts, TestApplication } from '../support/application.js';
import { type Customer, Customers, memoryAuth } from '../support/customers.js';
import { accessClaims, OTHER_SECRET } from '../support/signed.js';

/** `forRoot` issues and verifies tokens. `forVerifier` only verifies them. */
export type ModuleMethod = 'forRoot' | 'forVerifier';

interface Settings extends Pick<AuthModuleExtras, 'globalGuard'> {
  method?: ModuleMethod;
}

/** Customers whose look-ups the test delays or breaks. Their tokens contain their roles. */
class Users extends Customers {
  failure: Error | undefined;
  delay: Promise<void> | undefined;

  override async findById(id: string): Promise<Customer | null> {
    await this.delay;
    if (this.failure !== undefined) throw this.failure;
    return super.findById(id);
  }

  override claims({ roles }: Customer) {
    return { roles };
  }
}

/** An application with guarded handlers, whose clock and users the test controls. */
export class GuardedApplication {
  private constructor(
    readonly http: TestApplication,
    readonly clock: FakeClock,
    private readonly users: Users,
    private readonly method: ModuleMethod,
  ) {}

  static async start(
    { imports = [], ...parts }: Parts = {},
    { method = 'forRoot', ...extras }: Settings = {},
  ): Promise<GuardedApplication> {
    const [clock, userStore] = [new FakeClock(), new Users()];
    const auth =
      method === 'forRoot'
        ? memoryAuth({ userStore, ...extras })
        : AuthModule.forVerifier({ secret: SECRET, ...extras });
    const http = await TestApplication.start({
      ...parts,
      imports: [auth, ...imports],
      override: (builder) => builder.overrideProvider(Clock).useValue(clock),
    });
    return new GuardedApplication(http, clock, userStore, method);
  }

  /** Calls the guard of a handler that requires only a token, with the handler's arguments. */
  guard(context: 'graphql' | 'rpc', ...handlerArguments: unknown[]): Promise<boolean> {
    const host = new ExecutionContextHost(handlerArguments, Object, () => undefined);
    host.setType(context);
    return Promise.resolve(this.http.find(JwtAuthGuard).canActivate(host));
  }

  get port(): number {
    return Number(new URL(this.http.url).port);
  }

  /** @returns an access token of carol (ID 7), or of ada (ID 8), who has the role admin */
  async logIn(name: 'carol' | 'ada' = 'carol'): Promise<string> {
    const user = this.users[name];
    if (this.method === 'forRoot') return (await this.http.find(TokenService).obtain(user)).access;
    const iat = Math.floor(this.clock.now() / 1000);
    const { id, roles } = user;
    return sign(accessClaims({ user_id: id, sub: id, roles, iat, exp: iat + 300 }), SECRET);
  }

  async revokeSession(token: string): Promise<void> {
    await this.http.find(SessionService).revoke(claimsOf(token)['sid'] as string);
  }

  /** Makes every look-up of a user fail. */
  breakUsers(failure: Error = new AuthError('temporarily_unavailable')): void {
    this.users.failure = failure;
  }

  repairUsers(): void {
    this.users.failure = undefined;
  }

  /** Delays every look-up of a user until the promise resolves. */
  holdUsers(until: Promise<void>): void {
    this.users.delay = until;
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
