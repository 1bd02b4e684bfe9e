import { ModulesContainer } from '@nestjs/core';
import { VERIFICATION } from './verification.js';

/** Token under which it is provided what is wrong with the guards of the whole application. */
export const GUARD_PROBLEMS = Symbol('GUARD_PROBLEMS');

/**
 * Of two guards that every module sees Nest takes one without a word: tokens of one `AuthModule`
 * would open what the other is to guard.
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
  'More than one AuthModule is global, and @UseGuards(JwtAuthGuard) would mean any of them. Write ' +
  'isGlobal: false for all but one, and import each of those where its guard is used.';
