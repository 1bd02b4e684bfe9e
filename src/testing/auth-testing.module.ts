import { randomBytes } from 'node:crypto';
import { type DynamicModule, Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import type { AuthModuleExtras } from '../auth/auth.options.js';
import { MemoryRefreshTokenStore } from './memory-refresh-token.store.js';
import { MemoryUserDirectory } from './memory-user-directory.js';
import { TestPasswordHasher } from './test-password-hasher.js';
import { TestTokens } from './test-tokens.js';

/**
 * `AuthModule` for an application's tests, in its place: the real guard, decorators and services over
 * stores in memory, and `TestTokens`, which signs what the guard takes. It needs no database and no
 * configuration. Access tokens are good by their signature, whether or not there is such a user.
 */
@Module({})
export class AuthTestingModule {
  /**
   * Returns the module for a test.
   *
   * @param extras as for `AuthModule.forRoot`; without routes unless they are asked for
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
    const logins = new MemoryRefreshTokenStore(users);
    users.logins = logins;
    const auth = AuthModule.forRoot({
      secret,
      accessTokenCheck: 'signature',
      routes: false,
      userStore: users,
      refreshTokenStore: logins,
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
