import { randomBytes } from 'node:crypto';
import { type DynamicModule, Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import type { AuthModuleExtras } from '../auth/config/auth.options.js';
import { MemoryRefreshTokenStore } from './memory-refresh-token.store.js';
import { MemoryUserDirectory } from './memory-user-directory.js';
import { TestPasswordHasher } from './test-password-hasher.js';
import { TestTokens } from './test-tokens.js';

/**
 * Replaces `AuthModule` in the tests of an application: the real guard, decorators and services with
 * in-memory stores, and `TestTokens`, which signs access tokens. It needs no database and no
 * configuration. The guard checks only the signature of a token, so its user need not exist.
 */
@Module({})
export class AuthTestingModule {
  /**
   * Returns the module for a test.
   *
   * @param extras as for `AuthModule.forRoot`, except that `routes` is false by default
   * @example
   * ```ts
   * const module = await Test.createTestingModule({
   *   imports: [AuthTestingModule.forRoot()],
   *   controllers: [OrdersController],
   * }).compile();
   * const headers = module.get(TestTokens).authorization('7', { roles: ['admin'] });
   * ```
   */
  static forRoot(extras: Omit<AuthModuleExtras, 'dataSource'> = {}): DynamicModule {
    const secret = randomBytes(48).toString('base64url');
    const users = new MemoryUserDirectory();
    const sessions = new MemoryRefreshTokenStore(users);
    users.sessions = sessions;
    const auth = AuthModule.forRoot({
      secret,
      accessTokenCheck: 'signature',
      routes: false,
      userStore: users,
      refreshTokenStore: sessions,
      passwordHasher: new TestPasswordHasher(),
      ...extras,
    });
    return {
      module: AuthTestingModule,
      global: true,
      imports: [auth],
      providers: [{ provide: TestTokens, useValue: new TestTokens(secret) }],
      exports: [AuthModule, TestTokens],
    };
  }
}
