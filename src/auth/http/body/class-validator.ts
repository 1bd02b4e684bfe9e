import { registerDecorator as register } from 'class-validator/cjs/register-decorator.js';
import { Validator } from 'class-validator/cjs/validation/Validator.js';
import type * as Library from 'class-validator';

/**
 * The two things of class-validator that are used here, and not its front door: behind that are
 * a hundred ready-made validators and the telephone numbers of the world, 15 MB of memory and a
 * tenth of a second of every start. What is registered is the same for both (it is kept globally).
 */
export const registerDecorator: typeof Library.registerDecorator = register;

const validator = new Validator();

export const validateSync = (instance: object): Library.ValidationError[] =>
  validator.validateSync(instance);
