import 'reflect-metadata';

export { AuthModule } from './auth/auth.module.js';
export type {
  AuthModuleExtras,
  AuthModuleOptions,
  AuthOptionsFactory,
} from './auth/config/auth.options.js';
export {
  AuthError,
  type AuthErrorCode,
  LoginChallengeError,
  ThrottledError,
} from './auth/domain/auth-error.js';
export {
  type AuthEvent,
  AuthEvents,
  type BearerRefusal,
  type BearerRefused,
  type EventSeverity,
  type LoginChallenged,
  type LoginFailed,
  type LoginRefused,
  type LoginLocked,
  type LoginSucceeded,
  type LoginThrottled,
  type LoginThrottleUnavailable,
  type LoginUnfamiliar,
  type PasswordRehashed,
  isFromAnotherAddress,
  severityOf,
  type TokenAhead,
  type TokenCreated,
  type TokenRefused,
  type TokenReissued,
  type TokenReused,
  type TokenRevoked,
  type TokenStale,
  type UnknownPart,
} from './auth/domain/auth-events.js';
export type {
  Actor,
  LoginUnlocked,
  PasswordChanged,
  UserActivated,
  UserAttribute,
  UserChange,
  UserCreated,
  UserDeactivated,
  UserDeleted,
  UserEvent,
  UserUpdated,
} from './auth/domain/user-events.js';
export { Clock } from './auth/domain/clock.js';
export type { RawClaims } from './auth/domain/compact-jws.js';
export type { CredentialsRefusal } from './auth/domain/credentials.js';
export type { Duration } from './auth/domain/duration.js';
export type { MemorySize } from './auth/domain/password-hash/memory-size.js';
export type {
  ClientInfo,
  NewSession,
  RevocationReason,
  Session,
  SessionState,
} from './auth/domain/session.js';
export {
  type AllowLogin,
  type LoginAttempt,
  type ChallengeLogin,
  type LoginDecision,
  type DenyLogin,
  LoginPolicy,
} from './auth/domain/login-policy.js';
export { PasswordHasher } from './auth/domain/password-hasher.js';
export {
  type CreatedSession,
  type CreateOptions,
  RefreshTokenStore,
  type RotationClaim,
} from './auth/domain/refresh-token.store.js';
export type {
  SessionBatch,
  SessionPageOptions,
  SessionQuery,
} from './auth/domain/session-query.js';
export { UserConflictError, type UserProfile } from './auth/domain/user-directory.js';
export type { ThrottleScope } from './auth/domain/throttle/login-counters.js';
export { type Count, type Counter, ThrottleStore } from './auth/domain/throttle/throttle.store.js';
export type { User, UserWithPasswordHash } from './auth/domain/user.js';
export { UserStore } from './auth/domain/user.store.js';
export type { CustomProvider } from './auth/config/custom-provider.js';
export { type ClosableRequest, closeSignalOf } from './auth/http/close-signal.js';
export {
  OptionalAuth,
  Public,
  RequireClaims,
  Roles,
} from './auth/http/guard/decorators/access.decorators.js';
export { AuthErrorFilter } from './auth/http/auth-error.filter.js';
export type { AuthUser } from './auth/http/guard/auth-user.js';
export { Auth, type AuthRequirements } from './auth/http/guard/decorators/auth.decorator.js';
export { BearerAuthenticator } from './auth/http/guard/bearer-authenticator.js';
export type { GuardedRequest } from './auth/http/guard/contexts/guarded-context.js';
export { CurrentUser } from './auth/http/guard/decorators/current-user.decorator.js';
export { JwtAuthGuard } from './auth/http/guard/jwt-auth.guard.js';
export { LocalAuthGuard } from './auth/http/guard/local-auth.guard.js';
export { WsConnections } from './auth/http/guard/contexts/ws-connections.js';
export { LoggedAuthEvents } from './auth/events/logged-auth-events.js';
export { AuthOptionsError } from './auth/config/option-problems.js';
export { pruneSessions } from './auth/persistence/prune-sessions.js';
export { RefreshToken } from './auth/persistence/refresh-token.entity.js';
export { UserEntity } from './auth/persistence/user.entity.js';
export type { ListedSession } from './auth/sessions/listed-session.js';
export {
  type BegunSession,
  type SessionListOptions,
  type SessionPage,
  SessionService,
} from './auth/sessions/session.service.js';
export type { RefreshedTokens, TokenPair } from './auth/tokens/token-issuer.js';
export { type ObtainOptions, TokenService } from './auth/tokens/token.service.js';
export { LoginThrottle } from './auth/throttle/login-throttle.js';
export { CredentialsService } from './auth/users/credentials.service.js';
export {
  type NewPasswordOptions,
  type UserRequest,
  UserService,
} from './auth/users/user.service.js';
export { WeakPasswordError } from './auth/domain/weak-password-error.js';
export type {
  AuthVerifierExtras,
  AuthVerifierOptions,
  AuthVerifierOptionsFactory,
} from './auth/verifier/verifier.options.js';
