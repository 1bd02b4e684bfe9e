import { conditionalLogout } from './conditional-logout.js';
import { forgivingAfterARestore } from './forgiving-after-a-restore.js';
import { graceThatMints } from './grace-that-mints.js';
import { loginWithoutVersion } from './login-without-version.js';
import type { Mutant } from './mutant.js';
import { noProofCheck } from './no-proof-check.js';
import { nullEqualsNull } from './null-equals-null.js';
import { readThenWrite } from './read-then-write.js';
import { redatedRetry } from './redated-retry.js';
import { rolledBackRevocation } from './rolled-back-revocation.js';
import { transactionWithInsert } from './transaction-with-insert.js';
import { logoutThatEndsNothing } from './logout-that-ends-nothing.js';
import { passwordThatBeginsNothing } from './password-that-begins-nothing.js';
import { endlessLogin } from './endless-login.js';
import { retryOfAnEndedLogin } from './retry-of-an-ended-login.js';
import { accessThatOutlivesItsLogin } from './access-that-outlives-its-login.js';
import { unboundedStale } from './unbounded-stale.js';

export const MUTANTS: readonly Mutant[] = [
  readThenWrite,
  transactionWithInsert,
  graceThatMints,
  noProofCheck,
  nullEqualsNull,
  conditionalLogout,
  loginWithoutVersion,
  rolledBackRevocation,
  redatedRetry,
  forgivingAfterARestore,
  logoutThatEndsNothing,
  passwordThatBeginsNothing,
  endlessLogin,
  retryOfAnEndedLogin,
  accessThatOutlivesItsLogin,
  unboundedStale,
];
