import root from '../jest.config.mjs';

/** The settings of the repository. Jest runs in its root, so that paths are the same as in `test/`. */
export default {
  ...root,
  rootDir: '..',
  roots: ['<rootDir>/verification'],
};
