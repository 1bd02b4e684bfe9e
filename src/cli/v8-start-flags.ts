import { setFlagsFromString } from 'node:v8';

/**
 * Two flags of V8 that save about 32 MB while the service starts. This module must be the first
 * import, because V8 reads the flags while it loads the others.
 *
 * - `--semi-space-growth-factor=1`: V8 otherwise enlarges the young generation while it loads about
 *   1,000 modules, and never shrinks it (20 MB).
 * - `--no-opt`: V8 otherwise loads its optimizing compiler for functions that only the start calls
 *   (12 MB).
 */
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--no-opt');

/** Restores the defaults of V8, with which a service under load is faster. */
export function useDefaultV8Flags(): void {
  setFlagsFromString('--semi-space-growth-factor=2');
  setFlagsFromString('--opt');
}
