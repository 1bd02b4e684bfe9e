import { createRequire } from 'node:module';

/** The types describe the CommonJS export. */
const { default: Sequencer } = /** @type {typeof import('@jest/test-sequencer')} */ (
  createRequire(import.meta.url)('@jest/test-sequencer')
);

/**
 * The slowest specs, which start first, so that no worker is idle at the end. A spec that waits is
 * next to one that computes. `npm run slowest` measures them.
 */
const SLOW = [
  'verification/interleavings/interleavings.spec.ts',
  'verification/operations/postgres-workers.spec.ts',
  'verification/faults/postgres-faults.spec.ts',
  'verification/faults/faults.spec.ts',
  'verification/tokens/naughty-strings.spec.ts',
  'verification/faults/trial.spec.ts',
  'verification/clients/clients.spec.ts',
  'verification/clients/cookies.spec.ts',
  'verification/packaging/package.spec.ts',
  'verification/operations/webhook.spec.ts',
  'verification/operations/session-limit.spec.ts',
  'verification/operations/typeorm-cli.spec.ts',
  'verification/tokens/tokens.spec.ts',
  'test/bundle/bundle.spec.ts',
  'test/e2e/processes.spec.ts',
  'test/e2e/login-throttle.spec.ts',
  'test/http-contract/http-contract.spec.ts',
  'test/e2e/password-change.spec.ts',
  'test/cli/user-import.spec.ts',
  'test/database/migrations.spec.ts',
  'src/auth/domain/secret.spec.ts',
];

/** @param {{ path: string }} test */
function rankOf({ path }) {
  const rank = SLOW.findIndex((name) => path.endsWith(name));
  return rank < 0 ? SLOW.length : rank;
}

/** Sorts the slow specs first and keeps Jest's order for the others. */
export default class SlowestFirst extends Sequencer {
  /** @override @param {Parameters<InstanceType<typeof Sequencer>['sort']>[0]} tests */
  async sort(tests) {
    const sorted = await super.sort(tests);
    return sorted.sort((one, other) => rankOf(one) - rankOf(other));
  }
}
