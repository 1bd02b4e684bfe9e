import { CreateRefreshToken1763800000000 } from './1763800000000-create-refresh-token.js';
import { CreateUser1763800000001 } from './1763800000001-create-user.js';

/** The migrations in their order. An application with its own users runs only the first. */
export const MIGRATIONS = [CreateRefreshToken1763800000000, CreateUser1763800000001];
