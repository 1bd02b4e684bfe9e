import { OperationalError } from './operational-error.js';

/** A new password breaks rules. `messages` has a sentence for each, without the password. */
export class WeakPasswordError extends OperationalError {
  /** Always `WeakPasswordError`. */
  override readonly name = 'WeakPasswordError';

  /** @param messages as `passwordProblems` returns them */
  constructor(readonly messages: readonly string[]) {
    super(`The password cannot be used: ${messages.join(' ')}`);
  }
}
