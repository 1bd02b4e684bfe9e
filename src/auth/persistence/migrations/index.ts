import { CreateRefreshToken1763800000000 } from './1763800000000-create-refresh-token.js';
import { CreateUser1763800000001 } from './1763800000001-create-user.js';

/** In their order. A host that brings its own users runs the first alone. */
export const MIGRATIONS = [CreateRefreshToken1763800000000, CreateUser1763800000001];
