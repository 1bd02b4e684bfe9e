import type { Reach } from './limits.js';
import type { Stage } from './stage.js';

export interface Attack {
  readonly name: string;
  /** Not run on SQLite. */
  readonly needsPostgres?: boolean;
  /** Too long for the short form. */
  readonly isLong?: boolean;
  /** What the documented limits are compared with. Undefined: the attack guesses no passwords. */
  readonly reach?: ((stage: Stage) => readonly Reach[]) | undefined;
  /** The names of the users that must exist. */
  readonly users: (stage: Stage) => readonly string[];
  run(stage: Stage): Promise<void>;
}
