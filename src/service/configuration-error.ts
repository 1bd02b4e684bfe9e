/** Exit status for a service that is configured wrongly: EX_CONFIG of sysexits.h. */
const EXIT_CONFIGURATION = 78;

/** What is wrong with the configuration, all of it at once, each with what to do. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly exitStatus = EXIT_CONFIGURATION;

  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}
