import type { Provider } from '@nestjs/common';
import { APP_GUARD, ModulesContainer } from '@nestjs/core';
import { BearerAuthenticator } from './bearer-authenticator.js';
import { JwtAuthGuard } from './jwt-auth.guard.js';
import { JwtStrategy } from './passport/jwt.strategy.js';
import { VERIFICATION } from './passport/verification.js';
import { VerifiedTokens } from './passport/verified-tokens.js';
import { RefusedBearers } from './refused-bearers.js';
import { WsConnections } from './contexts/ws-connections.js';

/** Injection token of the problems with global modules in the application. */
export const GUARD_PROBLEMS = Symbol('GUARD_PROBLEMS');

/**
 * Nest silently uses one of two global providers. Tokens of one `AuthModule` would then be accepted
 * on routes of the other.
 */
const GUARD_PROBLEMS_PROVIDER = {
  provide: GUARD_PROBLEMS,
  useFactory: (modules: ModulesContainer): readonly string[] =>
    globalModulesIn(modules) > 1 ? [TWO_GLOBAL] : [],
  inject: [ModulesContainer],
};

const globalModulesIn = (modules: ModulesContainer): number =>
  [...modules.values()].filter(({ isGlobal, providers }) => isGlobal && providers.has(VERIFICATION))
    .length;

const TWO_GLOBAL =
  'More than one AuthModule is global, so @UseGuards(JwtAuthGuard) is ambiguous. Write ' +
  'isGlobal: false for all but one, and import each of those where its guard is used.';

/** The providers of the guard. They need `VERIFICATION` and `Clock`. */
export const GUARD_PROVIDERS: readonly Provider[] = [
  GUARD_PROBLEMS_PROVIDER,
  JwtStrategy,
  VerifiedTokens,
  RefusedBearers,
  BearerAuthenticator,
  JwtAuthGuard,
  WsConnections,
];

/** Nest creates a guard in each module that uses it, so its dependencies are exported too. */
export const GUARD_EXPORTS = [BearerAuthenticator, JwtAuthGuard, WsConnections] as const;

/** Returns the provider that guards every route of the application. */
export const globalGuardProviders = (isWanted: boolean | undefined): Provider[] =>
  isWanted === true ? [{ provide: APP_GUARD, useExisting: JwtAuthGuard }] : [];
