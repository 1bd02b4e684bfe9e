import {
  DEFAULT_MIN_PASSWORD_LENGTH,
  type PasswordOwner,
  passwordProblems,
} from '../domain/password-rules.js';
import { WeakPasswordError } from '../domain/weak-password-error.js';
import { type GuessEstimator, loadGuessEstimator } from './guess-estimator.js';

/** Its name must not be a password. */
const SERVICE_NAME = 'keyturn';

/** The settings of the rules for new passwords. */
export interface PasswordPolicyOptions {
  /** In Unicode code points. @default 15 */
  minLength?: number | undefined;
  /** Further names of the service, such as its issuer. @default none */
  serviceNames?: readonly string[];
}

/** Applies the rules for new passwords. Every way of setting a password uses it. */
export class PasswordPolicy {
  private readonly minLength: number;
  private readonly serviceNames: readonly string[];

  constructor(
    { minLength, serviceNames = [] }: PasswordPolicyOptions = {},
    private readonly loadEstimator: () => Promise<GuessEstimator> = loadGuessEstimator,
  ) {
    this.minLength = minLength ?? DEFAULT_MIN_PASSWORD_LENGTH;
    this.serviceNames = [SERVICE_NAME, ...serviceNames];
  }

  /**
   * Checks a new password of a user.
   *
   * @throws {WeakPasswordError} with a sentence for each rule that the password breaks
   */
  async check(password: string, owner: Omit<PasswordOwner, 'serviceNames'>): Promise<void> {
    const estimateGuesses = await this.loadEstimator();
    const { minLength, serviceNames } = this;
    const problems = passwordProblems(
      password,
      { ...owner, serviceNames },
      { minLength, estimateGuesses },
    );
    if (problems.length > 0) throw new WeakPasswordError(problems);
  }
}
