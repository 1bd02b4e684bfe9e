import { expect, it } from '@jest/globals';
import { codeBlocksOf } from '../../test/docs/code-blocks.js';
import { compile } from '../../test/docs/compile.js';

it('the code block of docs/module.md for GraphQL compiles', () => {
  const blocks = codeBlocksOf('docs/module.md').filter(({ text }) => text.includes('graphql'));
  expect(blocks).toHaveLength(1);
  expect(compile({ blocks }, 'verification/contexts')).toEqual({ blocks: [] });
});
