import { afterAll, describe } from '@jest/globals';

/** The specs of one part of a mutation run, as run.mjs found them. */
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

// What fails in an `afterAll` is no test to Jest, and to Stryker a mutant that cannot be judged. It
// is one that was noticed: whoever never started cannot be stopped.
afterAll(() => {
  const last = testsIn(file).findLast(({ status }) => status === 'done');
  last?.errors.push(...state.unhandledErrors.splice(0));
});

function testsIn({ children }: CircusBlock): CircusTest[] {
  return children.flatMap((child) => (child.type === 'test' ? [child] : testsIn(child)));
}
