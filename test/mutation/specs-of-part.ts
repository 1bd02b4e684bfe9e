import { describe } from '@jest/globals';

/** The specs of one part of a mutation run, as run.mjs found them. */
declare const SPECS_OF_PART: readonly string[];

interface CircusState {
  currentDescribeBlock: object;
}

/** Where Jest keeps what is being described: `describe` itself takes nothing that is loaded. */
const symbol = Object.getOwnPropertySymbols(globalThis).find(
  ({ description }) => description === 'JEST_STATE_SYMBOL',
)!;
const state = (globalThis as unknown as Record<symbol, CircusState>)[symbol]!;

// One test file for Jest, whatever they are: what they all load is loaded once for each mutant.
// Each is a block of its own, so that what it does before and after its tests is done for no others.
const file = state.currentDescribeBlock;
for (const spec of SPECS_OF_PART) {
  let block = file;
  describe(spec, () => void (block = state.currentDescribeBlock));
  state.currentDescribeBlock = block;
  await import(`../../${spec}`);
  state.currentDescribeBlock = file;
}
