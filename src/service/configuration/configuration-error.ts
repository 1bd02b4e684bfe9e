import { OperationalError } from '../../auth/domain/operational-error.js';
import { EXIT_CONFIGURATION } from '../runtime/exit-status.js';

/** All problems of the configuration, each with a remedy. */
export class ConfigurationError extends OperationalError {
  override readonly name = 'ConfigurationError';
  readonly exitStatus = EXIT_CONFIGURATION;

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}
