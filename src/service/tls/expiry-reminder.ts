import { type CertificateFacts, expiryWarning } from './certificate.js';

const DAY_MS = 86_400_000;

/** Returns the warning about the expiry of a certificate at most once a day. */
export class ExpiryReminder {
  /** @param checkedAt when the start or a reload logged the warning, epoch milliseconds */
  constructor(
    private readonly facts: CertificateFacts,
    private checkedAt: number,
  ) {}

  /**
   * @param now epoch milliseconds
   * @returns undefined if the last check was less than a day ago, or if the certificate is valid for
   *   longer than the warning time
   */
  takeWarning(now: number): string | undefined {
    if (now - this.checkedAt < DAY_MS) return undefined;
    this.checkedAt = now;
    return expiryWarning(this.facts, now);
  }
}
