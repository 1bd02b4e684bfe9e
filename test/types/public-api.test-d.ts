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
  type PasswordHolder,
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
} from 'keyturn';
import { MemoryRefreshTokenStore, MemoryUserDirectory } from 'keyturn/testing';

/**
 * What compiles in an application, and what must not: `npm run check:types` fails when something below
 * stops compiling, and when something that is marked as an error begins to.
 */

/** Fails to compile unless both types are one. */
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

declare const customer: Customer & PasswordHolder;

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
  // @ts-expect-error the secret is not optional
  AuthModule.forRoot({});
  // @ts-expect-error a number has no unit
  AuthModule.forRoot({ secret, accessTokenLifetime: 300 });
  // @ts-expect-error weeks are no unit
  AuthModule.forRoot({ secret, refreshTokenLifetime: '2w' });
  // @ts-expect-error a unit alone is no duration
  AuthModule.forRoot({ secret, sessionLifetime: 'd' });
  // @ts-expect-error there is no such rotation
  AuthModule.forRoot({ secret, rotation: 'sometimes' });
  // @ts-expect-error a slip in a name
  AuthModule.forRoot({ secret, refreshTokenLifetimes: '1h' });
  // @ts-expect-error a store of sessions is none of users
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
  // @ts-expect-error a factory makes the secret
  AuthModule.forRootAsync({ useFactory: () => ({ accessTokenLifetime: '5m' as const }) });
  // @ts-expect-error a factory makes something
  AuthModule.forRootAsync({ useFactory: () => undefined });
  // @ts-expect-error a class of options has createAuthOptions
  AuthModule.forRootAsync({ useClass: Settings });
  // @ts-expect-error options do not stand beside the factory
  AuthModule.forRootAsync({ useFactory: () => ({ secret }), accessTokenLifetime: '5m' });
  // @ts-expect-error a prefix is a text
  AuthModule.forRootAsync({ useFactory: () => ({ secret }), routes: 5 });
}

export function verifying(): void {
  AuthModule.forVerifier({ publicKey: '-----BEGIN PUBLIC KEY-----', issuer: 'https://issuer' });
  AuthModule.forVerifier({ jwksUri: 'https://issuer/jwks.json', globalGuard: true });
  AuthModule.forVerifierAsync({ useFactory: () => ({ secret }), isGlobal: false });
  AuthModule.forVerifierAsync({ useClass: VerifierOptions });
  // @ts-expect-error a verifier issues nothing that could last
  AuthModule.forVerifier({ secret, accessTokenLifetime: '5m' });
  // @ts-expect-error and it has no routes
  AuthModule.forVerifier({ secret, routes: false });
  // @ts-expect-error options of the module are no options of a verifier
  AuthModule.forVerifierAsync({ useClass: Options });
}

export const durations: readonly Duration[] = ['0s', '5m', '24h', '3650d'];
// @ts-expect-error no unit
export const unitless: Duration = '5';

declare const memoryUsers: MemoryUserDirectory;

/** A port by class, by instance, or by what is there already. */
export const ports: readonly CustomProvider<UserStore>[] = [
  Customers,
  new Customers(),
  { useExisting: Customers },
  { useExisting: 'CUSTOMERS' },
  memoryUsers,
];
// @ts-expect-error a hasher is no store
export const wrongPort: CustomProvider<UserStore> = class extends PasswordHasher {
  hash = () => Promise.resolve('');
  verify = () => Promise.resolve(true);
};
export const sessions: CustomProvider<RefreshTokenStore> = new MemoryRefreshTokenStore(memoryUsers);

// @ts-expect-error a user store finds by id, too
export class Half extends UserStore<Customer> {
  findByUsername = () => Promise.resolve(customer);
  recordLogin = () => Promise.resolve();
}

export class Strangers extends UserStore<Customer> {
  findByUsername = () => Promise.resolve(customer);
  findById = () => Promise.resolve(customer);
  recordLogin = () => Promise.resolve();

  // @ts-expect-error claims are of this store's users
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

  // @ts-expect-error no member of a user is called so
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

  // @ts-expect-error nobody has one of no roles
  @Roles()
  roleless(): void {
    return;
  }

  // @ts-expect-error a requirement has a name
  @Auth({ role: 'buyer' })
  misnamed(): void {
    return;
  }
}

export function knowing(user: AuthUser<{ plan: 'free' | 'gold' }>): 'free' | 'gold' {
  // @ts-expect-error where no user is read there is no name
  const username: string = user.username;
  // @ts-expect-error what a token says is not changed
  user.claims.plan = 'gold';
  return username === '' ? 'free' : user.claims.plan;
}

/** Every code, and no other: a new one is told here. */
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
      return 401;
    case 'insufficient_scope':
      return 403;
    case 'invalid_request':
      return 400;
    case 'key_reused':
      return 422;
    case 'temporarily_unavailable':
      return 503;
  }
}

export class Counted extends AuthEvents {
  emit(event: AuthEvent): string | null {
    // @ts-expect-error not every event is about a session
    const unknown = event.sid as string;
    if (event.type === 'authn_token_reuse') return event.presenter.ip ?? event.holder.ip;
    if (event.type === 'authn_login_fail') return event.userId ?? event.reason;
    // @ts-expect-error there is no such event
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
  // @ts-expect-error without rotation there is no other refresh token
  const refresh = String(refreshed.refresh);
  // @ts-expect-error a user is more than an id
  await tokens.obtain({ id: '7' });
  // @ts-expect-error nobody ends a session for such a reason
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
