import type { Provider } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { BearerAuthenticator } from './bearer-authenticator.js';
import { GUARD_PROBLEMS_PROVIDER } from './guard-problems.js';
import { JwtAuthGuard } from './jwt-auth.guard.js';
import { JwtStrategy } from './passport/jwt.strategy.js';
import { nameStrategies, STRATEGY_NAMES } from './passport/strategy-names.js';
import { VerifiedTokens } from './passport/verified-tokens.js';
import { WsConnections } from './contexts/ws-connections.js';

/** The providers of the guard. They need `VERIFICATION` and `Clock`. */
export const GUARD_PROVIDERS: readonly Provider[] = [
  { provide: STRATEGY_NAMES, useFactory: nameStrategies },
  GUARD_PROBLEMS_PROVIDER,
  JwtStrategy,
  VerifiedTokens,
  BearerAuthenticator,
  JwtAuthGuard,
  WsConnections,
];

/** Nest creates a guard in each module that uses it, so its dependencies are exported too. */
export const GUARD_EXPORTS = [BearerAuthenticator, JwtAuthGuard, WsConnections] as const;

/** Returns the provider that guards every route of the application. */
export const globalGuardProviders = (isWanted: boolean | undefined): Provider[] =>
  isWanted === true ? [{ provide: APP_GUARD, useExisting: JwtAuthGuard }] : [];
