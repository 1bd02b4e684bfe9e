import type { InjectionToken, Provider, Type } from '@nestjs/common';

/**
 * What a host puts in the place of something of ours: a class, whose constructor may ask for what
 * `imports` and global modules export; an instance; or a provider that exists already.
 */
export type HostProvided<T extends object> =
  | Type<T>
  | T
  | {
      /** The injection token of a provider that exists already. */
      useExisting: InjectionToken;
    };

export function provideFor<T extends object>(
  provide: InjectionToken,
  given: HostProvided<T>,
): Provider {
  if (typeof given === 'function') return { provide, useClass: given };
  return 'useExisting' in given
    ? { provide, useExisting: given.useExisting }
    : { provide, useValue: given };
}
