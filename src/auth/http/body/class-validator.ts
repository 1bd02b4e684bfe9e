import { createRequire } from 'node:module';
import type * as Library from 'class-validator';

const require = createRequire(import.meta.url);

/**
 * The two things of class-validator that are used here, and not its front door: behind that are
 * a hundred ready-made validators and the telephone numbers of the world, 15 MB of memory and a
 * tenth of a second of every start. What is registered is the same for both (it is kept globally).
 */
export const { registerDecorator } = require('class-validator/cjs/register-decorator.js') as Pick<
  typeof Library,
  'registerDecorator'
>;
const { Validator } = require('class-validator/cjs/validation/Validator.js') as Pick<
  typeof Library,
  'Validator'
>;

const validator = new Validator();

export const validateSync = (instance: object): Library.ValidationError[] =>
  validator.validateSync(instance);
