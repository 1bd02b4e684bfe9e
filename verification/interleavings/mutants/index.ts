import { BROWSER_FAULTS } from './browser-faults.js';
import { clearedByStale } from './cleared-by-stale.js';
import { conditionalLogout } from './conditional-logout.js';
import { noRevocationAfterRestore } from './no-revocation-after-restore.js';
import { gracePeriod } from './grace-period.js';
import { sessionWithoutVersion } from './session-without-version.js';
import { ignoredId } from './ignored-id.js';
import type { Mutant } from './mutant.js';
import { noKeyCheck } from './no-key-check.js';
import { nullEqualsNull } from './null-equals-null.js';
import { readThenWrite } from './read-then-write.js';
import { redatedRetry } from './redated-retry.js';
import { rolledBackRevocation } from './rolled-back-revocation.js';
import { transactionWithInsert } from './transaction-with-insert.js';
import { ineffectiveLogout } from './ineffective-logout.js';
import { rejectedPassword } from './rejected-password.js';
import { extendedSession } from './extended-session.js';
import { retryInRevokedSession } from './retry-in-revoked-session.js';
import { longAccessToken } from './long-access-token.js';
import { unboundedStale } from './unbounded-stale.js';

export const MUTANTS: readonly Mutant[] = [
  readThenWrite,
  transactionWithInsert,
  gracePeriod,
  noKeyCheck,
  nullEqualsNull,
  conditionalLogout,
  sessionWithoutVersion,
  rolledBackRevocation,
  redatedRetry,
  noRevocationAfterRestore,
  ineffectiveLogout,
  rejectedPassword,
  extendedSession,
  retryInRevokedSession,
  longAccessToken,
  unboundedStale,
  ignoredId,
  clearedByStale,
  ...BROWSER_FAULTS,
];
