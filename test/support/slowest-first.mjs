import { createRequire } from 'node:module';

/** Its types describe what CommonJS gets. */
const { default: Sequencer } = /** @type {typeof import('@jest/test-sequencer')} */ (
  createRequire(import.meta.url)('@jest/test-sequencer')
);

/** A minute and more each: one of them that began last would leave the other workers idle. */
const SLOW = [
  'test/interleavings/interleavings.spec.ts',
  'test/cli.spec.ts',
  'test/bundle/bundle.spec.ts',
  'test/wire/wire.spec.ts',
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

/** Jest's own order, which on a new machine goes by size, behind the files that are known as slow. */
export default class SlowestFirst extends Sequencer {
  /** @override @param {Parameters<InstanceType<typeof Sequencer>['sort']>[0]} tests */
  async sort(tests) {
    const sorted = await super.sort(tests);
    return sorted.sort((one, other) => rankOf(one) - rankOf(other));
  }
}
