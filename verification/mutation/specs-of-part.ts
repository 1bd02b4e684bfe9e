import { afterAll, describe } from '@jest/globals';

/** The specs of one part of a mutation run. run.mjs sets this global. */
declare const SPECS_OF_PART: readonly string[];

interface CircusTest {
  type: 'test';
  status: string | null;
  errors: unknown[];
}

interface CircusBlock {
  type: 'describeBlock';
  children: (CircusBlock | CircusTest)[];
}

interface CircusState {
  currentDescribeBlock: CircusBlock;
  unhandledErrors: unknown[];
}

/**
 * Jest's state. `describe` does not accept asynchronous imports, so the current block is set
 * directly.
 */
const symbol = Object.getOwnPropertySymbols(globalThis).find(
  ({ description }) => description === 'JEST_STATE_SYMBOL',
)!;
const state = (globalThis as unknown as Record<symbol, CircusState>)[symbol]!;

// All specs are one test file for Jest, so that each mutant loads shared modules once. Each spec is
// a separate block, so that its hooks run only for its tests.
const file = state.currentDescribeBlock;
for (const spec of SPECS_OF_PART) {
  let block = file;
  describe(spec, () => void (block = state.currentDescribeBlock));
  state.currentDescribeBlock = block;
  await import(`../../${spec}`);
  state.currentDescribeBlock = file;
}

// Jest does not attribute an error of `afterAll` to a test, so Stryker could not evaluate the
// mutant. Adding the error to the last test marks the mutant as killed.
afterAll(() => {
  const last = testsIn(file).findLast(({ status }) => status === 'done');
  last?.errors.push(...state.unhandledErrors.splice(0));
});

function testsIn({ children }: CircusBlock): CircusTest[] {
  return children.flatMap((child) => (child.type === 'test' ? [child] : testsIn(child)));
}
