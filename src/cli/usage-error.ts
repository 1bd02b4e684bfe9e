import { OperationalError } from '../auth/domain/operational-error.js';

/** The command line is valid, but its input is missing or invalid. */
export class UsageError extends OperationalError {
  override readonly name = 'UsageError';
  readonly exitStatus = 2;
}
