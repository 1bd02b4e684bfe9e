import { ModulesContainer } from '@nestjs/core';
import { VERIFICATION } from './passport/verification.js';

/** Injection token of the problems with the global guards of the application. */
export const GUARD_PROBLEMS = Symbol('GUARD_PROBLEMS');

/**
 * Nest silently uses one of two global providers. Tokens of one `AuthModule` would then be accepted
 * on routes of the other.
 */
export const GUARD_PROBLEMS_PROVIDER = {
  provide: GUARD_PROBLEMS,
  useFactory: (modules: ModulesContainer): readonly string[] =>
    globalGuardsIn(modules) > 1 ? [TWO_GLOBAL] : [],
  inject: [ModulesContainer],
};

const globalGuardsIn = (modules: ModulesContainer): number =>
  [...modules.values()].filter(({ isGlobal, providers }) => isGlobal && providers.has(VERIFICATION))
    .length;

const TWO_GLOBAL =
  'More than one AuthModule is global, so @UseGuards(JwtAuthGuard) is ambiguous. Write ' +
  'isGlobal: false for all but one, and import each of those where its guard is used.';
