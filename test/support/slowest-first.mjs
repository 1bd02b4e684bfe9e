import { createRequire } from 'node:module';

/** Its types describe the CommonJS export. */
const { default: Sequencer } = /** @type {typeof import('@jest/test-sequencer')} */ (
  createRequire(import.meta.url)('@jest/test-sequencer')
);

/** Specs of a minute and more. If one of them started last, the other workers would be idle. */
const SLOW = [
  'test/interleavings/interleavings.spec.ts',
  'test/cli.spec.ts',
  'test/bundle/bundle.spec.ts',
  'test/http-contract/http-contract.spec.ts',
  'test/faults/postgres-faults.spec.ts',
  'test/tokens/naughty-strings.spec.ts',
  'test/tokens/tokens.spec.ts',
  'test/package.spec.ts',
];

/** @param {{ path: string }} test */
function rankOf({ path }) {
  const rank = SLOW.findIndex((name) => path.endsWith(name));
  return rank < 0 ? SLOW.length : rank;
}

/** The slow specs first, then Jest's own order, which is by size on a new machine. */
export default class SlowestFirst extends Sequencer {
  /** @override @param {Parameters<InstanceType<typeof Sequencer>['sort']>[0]} tests */
  async sort(tests) {
    const sorted = await super.sort(tests);
    return sorted.sort((one, other) => rankOf(one) - rankOf(other));
  }
}
