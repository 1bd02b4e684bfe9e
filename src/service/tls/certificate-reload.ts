import type { Server } from 'node:tls';
import { Logger } from '@nestjs/common';
import { ExpiryReminder } from './expiry-reminder.js';
import { secureContext } from './server-options.js';
import type { ServedCertificate } from './read-certificate.js';
import { readTlsFiles, stateOf, type TlsFiles } from './tls-files.js';

const INTERVAL_MS = 1_000;

/**
 * Serves a new certificate when its files change, without a restart. It compares the files once a
 * second, because notifications miss files that certbot and Kubernetes replace through links.
 */
export class CertificateReload {
  private readonly logger = new Logger('Tls');
  private readonly servers = new Set<Server>();
  private readonly files: TlsFiles;
  private seen: string;
  private reminder: ExpiryReminder;
  private timer: NodeJS.Timeout | undefined;

  /**
   * The files may have changed since the start read them, for example during a migration.
   *
   * @param now returns epoch milliseconds
   */
  constructor(
    { files, state, facts }: Pick<ServedCertificate, 'files' | 'state' | 'facts'>,
    private readonly now: () => number = Date.now,
  ) {
    this.files = files;
    this.seen = state;
    this.reminder = new ExpiryReminder(facts, now());
  }

  /** Adds a server that serves the certificate. The check runs until the first one is closed. */
  add(server: Server): void {
    this.servers.add(server);
    if (this.timer !== undefined) return;
    this.timer = setInterval(() => this.check(), INTERVAL_MS).unref();
    server.once('close', () => clearInterval(this.timer));
  }

  /**
   * Reads the files if they have changed. A pair that cannot be served is logged, and not used. Logs
   * the expiry warning of the served certificate at most once a day.
   */
  check(): void {
    this.reload();
    const warning = this.reminder.takeWarning(this.now());
    if (warning !== undefined) this.logger.warn(warning);
  }

  private reload(): void {
    const state = stateOf(this.files);
    if (state === this.seen) return;
    this.seen = state;
    const reading = readTlsFiles(this.files, this.now());
    if (!('pair' in reading)) {
      const reasons = reading.problems.join(' ');
      return this.logger.warn(`The changed certificate is not used: ${reasons}`);
    }
    for (const server of this.servers) server.setSecureContext(secureContext(reading.pair));
    this.reminder = new ExpiryReminder(reading.facts, this.now());
    for (const warning of reading.warnings) this.logger.warn(warning);
    const until = new Date(reading.facts.validUntil).toISOString();
    this.logger.log(`Serving a new certificate, which is valid until ${until}.`);
  }
}
