import { createRequire } from 'node:module';

/** The types describe the CommonJS export. */
const { default: Sequencer } = /** @type {typeof import('@jest/test-sequencer')} */ (
  createRequire(import.meta.url)('@jest/test-sequencer')
);

/** Specs that take a minute or more. They start first, so that no worker is idle at the end. */
const SLOW = [
  'verification/interleavings/interleavings.spec.ts',
  'test/bundle/bundle.spec.ts',
  'test/http-contract/http-contract.spec.ts',
  'verification/faults/postgres-faults.spec.ts',
  'verification/tokens/naughty-strings.spec.ts',
  'verification/tokens/tokens.spec.ts',
  'verification/packaging/package.spec.ts',
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
