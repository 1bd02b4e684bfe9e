import type { InjectionToken, Provider, Type } from '@nestjs/common';

/**
 * An application's replacement for a part of the module: a class, into which Nest can inject the
 * exports of `imports` and of global modules; an instance; or a reference to an existing provider.
 */
export type CustomProvider<T extends object> =
  | Type<T>
  | T
  | {
      /** The injection token of an existing provider. */
      useExisting: InjectionToken;
    };

/** Returns a Nest provider of the replacement under the token `provide`. */
export function provideFor<T extends object>(
  provide: InjectionToken,
  custom: CustomProvider<T>,
): Provider {
  if (typeof custom === 'function') return { provide, useClass: custom };
  return 'useExisting' in custom
    ? { provide, useExisting: custom.useExisting }
    : { provide, useValue: custom };
}
