import { setTimeout } from 'node:timers/promises';
import type { Deployment } from './deployment.js';
import { keyturn } from './run-cli.js';

/** An event of `keyturn audit --json`. */
export interface AuditedEvent {
  type: string;
  ip: string | null;
  user_agent: string | null;
  details: object;
}

/** @returns the events of the audit log, oldest first */
export async function auditOf(
  { variables }: Deployment,
  options = '--since 1h',
): Promise<AuditedEvent[]> {
  const stdout = await keyturn(['audit', ...options.split(' '), '--json'], variables);
  const lines = stdout.split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as AuditedEvent);
}

/** Waits until the audit log has this many events of the type. */
export async function untilAudited(
  deployment: Deployment,
  type: string,
  count: number,
): Promise<void> {
  while ((await auditOf(deployment, `--since 1h --type ${type}`)).length < count) {
    await setTimeout(50);
  }
}
