import { MIGRATIONS } from '../../auth/persistence/migrations/index.js';
import { CreateAuditEvent1764400000010 } from '../audit/migrations/1764400000010-create-audit-event.js';

/** The migrations of the service: those of the module, and of the tables that only the service has. */
export const SERVICE_MIGRATIONS = [...MIGRATIONS, CreateAuditEvent1764400000010];
