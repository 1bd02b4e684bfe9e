import type { ExecutionContext } from '@nestjs/common';
import {
  Auth,
  type AuthErrorCode,
  type AuthEvent,
  AuthEvents,
  AuthModule,
  type AuthModuleOptions,
  type AuthOptionsFactory,
  type AuthUser,
  type AuthVerifierOptions,
  type AuthVerifierOptionsFactory,
  CurrentUser,
  type Duration,
  type GuardedRequest,
  type CustomProvider,
  JwtAuthGuard,
  PasswordHasher,
  Public,
  type RefreshedTokens,
  RefreshTokenStore,
  RequireClaims,
  Roles,
  type SessionPage,
  SessionService,
  type TokenPair,
  TokenService,
  UserStore,
  type UserWithPasswordHash,
} from 'keyturn';
import { MemoryRefreshTokenStore, MemoryUserDirectory } from 'keyturn/testing';

/**
 * Code that must compile in an application, and code that must not. `npm run check:types` fails
 * when valid code does not compile, or when code after @ts-expect-error compiles.
 */

/** Compiles only if both types are identical. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(are: Same<A, B>): boolean => are;

const secret = 'a secret of the application';

interface Customer {
  id: string;
  username: string;
  isActive: boolean;
  tokenVersion: number;
  plan: 'free' | 'gold';
}

declare const customer: UserWithPasswordHash<Customer>;

class Customers extends UserStore<Customer> {
  findByUsername = () => Promise.resolve(customer);
  findById = (): Promise<Customer> => Promise.resolve(customer);
  recordLogin = () => Promise.resolve();

  override claims({ plan }: Customer) {
    return { plan };
  }
}

class Settings {
  readonly secret = secret;
}

class Options implements AuthOptionsFactory {
  createAuthOptions(): AuthModuleOptions {
    return { secret };
  }
}

class VerifierOptions implements AuthVerifierOptionsFactory {
  createAuthVerifierOptions(): Promise<AuthVerifierOptions> {
    return Promise.resolve({ secret });
  }
}

export function configuring(): void {
  AuthModule.forRoot({ secret });
  AuthModule.forRoot({ secret, accessTokenLifetime: '90s', routes: 'auth', userStore: Customers });
  // The start checks that there is a secret or a key pair.
  AuthModule.forRoot({});
  AuthModule.forRoot({ algorithm: 'ES256', keysDirectory: 'keys', issuer: 'us', audience: 'api' });
  // @ts-expect-error not a supported algorithm
  AuthModule.forRoot({ algorithm: 'none' });
  // @ts-expect-error a number has no unit
  AuthModule.forRoot({ secret, accessTokenLifetime: 300 });
  // @ts-expect-error weeks are not a unit
  AuthModule.forRoot({ secret, refreshTokenLifetime: '2w' });
  // @ts-expect-error a unit without a number is not a duration
  AuthModule.forRoot({ secret, sessionLifetime: 'd' });
  // @ts-expect-error not a value of rotation
  AuthModule.forRoot({ secret, rotation: 'sometimes' });
  // @ts-expect-error misspelled option
  AuthModule.forRoot({ secret, refreshTokenLifetimes: '1h' });
  // @ts-expect-error a session store is not a user store
  AuthModule.forRoot({ secret, userStore: MemoryRefreshTokenStore });
}

export function configuringLater(): void {
  AuthModule.forRootAsync({ useFactory: () => ({ secret }) });
  AuthModule.forRootAsync({ useFactory: () => Promise.resolve({ secret }) });
  AuthModule.forRootAsync({
    imports: [],
    inject: [Settings],
    useFactory: (settings: Settings) => ({ secret: settings.secret }),
    isGlobal: false,
    globalGuard: true,
    routes: false,
    dataSource: 'auth',
    userStore: { useExisting: Customers },
    authEvents: Counted,
  });
  AuthModule.forRootAsync({ useClass: Options });
  AuthModule.forRootAsync({ useExisting: Options });
  // @ts-expect-error the factory must return options
  AuthModule.forRootAsync({ useFactory: () => undefined });
  // @ts-expect-error an options class has createAuthOptions
  AuthModule.forRootAsync({ useClass: Settings });
  // @ts-expect-error options go into the return value of the factory
  AuthModule.forRootAsync({ useFactory: () => ({ secret }), accessTokenLifetime: '5m' });
  // @ts-expect-error a prefix is a string
  AuthModule.forRootAsync({ useFactory: () => ({ secret }), routes: 5 });
}

export function verifying(): void {
  AuthModule.forVerifier({ publicKey: '-----BEGIN PUBLIC KEY-----', issuer: 'https://issuer' });
  AuthModule.forVerifier({ jwksUri: 'https://issuer/jwks.json', globalGuard: true });
  AuthModule.forVerifierAsync({ useFactory: () => ({ secret }), isGlobal: false });
  AuthModule.forVerifierAsync({ useClass: VerifierOptions });
  // @ts-expect-error a verifier issues no tokens
  AuthModule.forVerifier({ secret, accessTokenLifetime: '5m' });
  // @ts-expect-error a verifier has no routes
  AuthModule.forVerifier({ secret, routes: false });
  // @ts-expect-error an options class of the module is not one of a verifier
  AuthModule.forVerifierAsync({ useClass: Options });
}

export const durations: readonly Duration[] = ['0s', '5m', '24h', '3650d'];
// @ts-expect-error no unit
export const unitless: Duration = '5';

declare const memoryUsers: MemoryUserDirectory;

/** A port as a class, as an instance, or with useExisting. */
export const ports: readonly CustomProvider<UserStore>[] = [
  Customers,
  new Customers(),
  { useExisting: Customers },
  { useExisting: 'CUSTOMERS' },
  memoryUsers,
];
// @ts-expect-error a hasher is not a user store
export const wrongPort: CustomProvider<UserStore> = class extends PasswordHasher {
  hash = () => Promise.resolve('');
  verify = () => Promise.resolve(true);
};
export const sessions: CustomProvider<RefreshTokenStore> = new MemoryRefreshTokenStore(memoryUsers);

// @ts-expect-error findById is missing
export class Half extends UserStore<Customer> {
  findByUsername = () => Promise.resolve(customer);
  recordLogin = () => Promise.resolve();
}

export class Strangers extends UserStore<Customer> {
  findByUsername = () => Promise.resolve(customer);
  findById = () => Promise.resolve(customer);
  recordLogin = () => Promise.resolve();

  // @ts-expect-error the user type differs from that of the store
  override claims({ plan }: { plan: number }) {
    return { plan };
  }
}

export class Handlers {
  whole(@CurrentUser() user: AuthUser): string {
    return user.id;
  }

  member(@CurrentUser('id') id: string, @CurrentUser('claims') claims: object): unknown[] {
    return [id, claims];
  }

  // @ts-expect-error a user has no such property
  nothing(@CurrentUser('nothing') value: unknown): unknown {
    return value;
  }

  @Public()
  @Roles('buyer', 'seller')
  @RequireClaims({ scope: 'orders:write', tenant: ['a', 'b'] })
  @Auth({ roles: ['buyer'], claims: { plan: 'gold' } })
  decorated(): void {
    return;
  }

  // @ts-expect-error at least one role is required
  @Roles()
  roleless(): void {
    return;
  }

  // @ts-expect-error a requirement has another name
  @Auth({ role: 'buyer' })
  misnamed(): void {
    return;
  }
}

export function reading(user: AuthUser<{ plan: 'free' | 'gold' }>): 'free' | 'gold' {
  // @ts-expect-error the username is undefined when no user is read
  const username: string = user.username;
  // @ts-expect-error claims are readonly
  user.claims.plan = 'gold';
  return username === '' ? 'free' : user.claims.plan;
}

/** Lists every error code, so that a new code fails to compile. */
export function statusOf(code: AuthErrorCode): number {
  switch (code) {
    case 'invalid_credentials':
    case 'invalid_token':
    case 'token_consumed':
    case 'token_reused':
    case 'session_ended':
    case 'account_inactive':
    case 'missing_token':
    case 'malformed_authorization':
    case 'user_not_identified':
    case 'user_not_found':
    case 'user_inactive':
    case 'login_challenged':
    case 'invalid_client':
      return 401;
    case 'insufficient_scope':
    case 'cross_site_request':
      return 403;
    case 'not_found':
      return 404;
    case 'invalid_request':
    case 'invalid_key':
      return 400;
    case 'key_reused':
    case 'token_mismatch':
      return 422;
    case 'throttled':
      return 429;
    case 'temporarily_unavailable':
      return 503;
  }
}

export class Counted extends AuthEvents {
  emit(event: AuthEvent): string | null {
    // @ts-expect-error not every event has a session
    const unknown = event.sid as string;
    if (event.type === 'authn_token_reuse') return event.presenter.ip ?? event.holder.ip;
    if (event.type === 'authn_login_fail') return event.userId ?? event.reason;
    // @ts-expect-error not an event type
    if (event.type === 'authn_logout') return null;
    return unknown;
  }
}

export class CookieGuard extends JwtAuthGuard {
  protected override extractToken(request: GuardedRequest, context: ExecutionContext) {
    return super.extractToken(request, context);
  }

  protected override getRequest(context: ExecutionContext): GuardedRequest {
    return super.getRequest(context);
  }
}

export async function serving(tokens: TokenService, all: SessionService): Promise<unknown[]> {
  const pair = await tokens.obtain(customer);
  const refreshed = await tokens.refresh(pair.refresh, 'a-key-of-16-bytes', {
    ip: null,
    userAgent: null,
  });
  // @ts-expect-error without rotation there is no new refresh token
  const refresh = String(refreshed.refresh);
  // @ts-expect-error a user needs more than an ID
  await tokens.obtain({ id: '7' });
  // @ts-expect-error not a revocation reason
  await all.revoke('sid', 'boredom');
  return [
    refresh,
    await tokens.verify(pair.access),
    await all.list('7', { after: null, limit: 5, states: 'all' }),
  ];
}

export const responses = [
  same<Awaited<ReturnType<TokenService['obtain']>>, TokenPair>(true),
  same<Awaited<ReturnType<TokenService['refresh']>>, RefreshedTokens>(true),
  same<RefreshedTokens, TokenPair | { access: string }>(true),
  same<Awaited<ReturnType<TokenService['verify']>>, void>(true),
  same<Awaited<ReturnType<SessionService['list']>>, SessionPage>(true),
];
