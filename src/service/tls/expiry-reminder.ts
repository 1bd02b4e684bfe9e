import { type CertificateFacts, expiryWarning } from './certificate.js';

const DAY_MS = 86_400_000;

/** Returns the warning about a certificate that expires soon once a day, not at each check. */
export class ExpiryReminder {
  /** @param checkedAt when the start or a reload logged the warning, epoch milliseconds */
  constructor(
    private readonly facts: CertificateFacts,
    private checkedAt: number,
  ) {}

  /**
   * @param now epoch milliseconds
   * @returns undefined if the last check was less than a day ago, or if the certificate is valid for
   *   the warning time
   */
  due(now: number): string | undefined {
    if (now - this.checkedAt < DAY_MS) return undefined;
    this.checkedAt = now;
    return expiryWarning(this.facts, now);
  }
}
