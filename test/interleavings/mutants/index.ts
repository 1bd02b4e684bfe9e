import { conditionalLogout } from './conditional-logout.js';
import { forgivingAfterARestore } from './forgiving-after-a-restore.js';
import { graceThatMints } from './grace-that-mints.js';
import { sessionWithoutVersion } from './session-without-version.js';
import type { Mutant } from './mutant.js';
import { noProofCheck } from './no-key-check.js';
import { nullEqualsNull } from './null-equals-null.js';
import { readThenWrite } from './read-then-write.js';
import { redatedRetry } from './redated-retry.js';
import { rolledBackRevocation } from './rolled-back-revocation.js';
import { transactionWithInsert } from './transaction-with-insert.js';
import { logoutThatEndsNothing } from './logout-that-ends-nothing.js';
import { passwordThatBeginsNothing } from './password-that-begins-nothing.js';
import { endlessSession } from './endless-session.js';
import { retryOfAnEndedSession } from './retry-of-an-ended-session.js';
import { accessThatOutlivesItsSession } from './access-that-outlives-its-session.js';
import { unboundedStale } from './unbounded-stale.js';

export const MUTANTS: readonly Mutant[] = [
  readThenWrite,
  transactionWithInsert,
  graceThatMints,
  noProofCheck,
  nullEqualsNull,
  conditionalLogout,
  sessionWithoutVersion,
  rolledBackRevocation,
  redatedRetry,
  forgivingAfterARestore,
  logoutThatEndsNothing,
  passwordThatBeginsNothing,
  endlessSession,
  retryOfAnEndedSession,
  accessThatOutlivesItsSession,
  unboundedStale,
];
