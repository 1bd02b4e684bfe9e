import 'reflect-metadata';

export { AuthModule } from './auth/auth.module.js';
export type { AuthModuleExtras, AuthModuleOptions } from './auth/auth.options.js';
export { AuthOptionsError } from './auth/auth.settings.js';
export { AuthError, type AuthErrorCode } from './auth/domain/auth-error.js';
export {
  type AuthEvent,
  AuthEvents,
  type EventSeverity,
  type LoginFailed,
  type LoginSucceeded,
  type PasswordChanged,
  severityOf,
  type TokenAhead,
  type TokenCreated,
  type TokenRefused,
  type TokenReissued,
  type TokenReused,
  type TokenRevoked,
  type TokenSuperseded,
} from './auth/domain/auth-events.js';
export type { CredentialsRefusal } from './auth/domain/credentials.js';
export type { Duration } from './auth/domain/duration.js';
export type { ClientInfo, Login, RevocationReason, UserState } from './auth/domain/login.js';
export {
  type User as AuthenticatedUser,
  UserStore,
  type UserWithPassword,
} from './auth/domain/user.store.js';
export type { AuthUser } from './auth/http/guard/auth-user.js';
export { CurrentUser } from './auth/http/guard/current-user.decorator.js';
export { JwtAuthGuard } from './auth/http/guard/jwt-auth.guard.js';
export { Public } from './auth/http/guard/public.decorator.js';
export { LocalAuthGuard } from './auth/http/guard/local-auth.guard.js';
export { LoggedAuthEvents } from './auth/logged-auth-events.js';
export { LoginService } from './auth/logins/login.service.js';
export { CreateRefreshToken1763800000000 } from './auth/persistence/migrations/1763800000000-create-refresh-token.js';
export { CreateUser1763800000001 } from './auth/persistence/migrations/1763800000001-create-user.js';
export { RefreshToken } from './auth/persistence/refresh-token.entity.js';
export { User } from './auth/persistence/user.entity.js';
export type { TokenPair } from './auth/tokens/token-issuer.js';
export { type RefreshedTokens, TokenService } from './auth/tokens/token.service.js';
