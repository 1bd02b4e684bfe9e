import { OperationalError } from '../../auth/domain/operational-error.js';

/** Exit status for an invalid configuration: EX_CONFIG of sysexits.h. */
const EXIT_CONFIGURATION = 78;

/** All problems of the configuration, each with a remedy. */
export class ConfigurationError extends OperationalError {
  override readonly name = 'ConfigurationError';
  readonly exitStatus = EXIT_CONFIGURATION;

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}
