import type { Parsed } from '../configuration/parsed.js';
import { listOf } from '../text/list-of.js';
import { type AuditRecord, AUDITED_TYPES } from './audit-record.js';

/** The events that the webhook receives. */
export interface EventSelection {
  /** The names of events. */
  types: readonly string[];
  /** Whether it includes every event of severity `warning`. */
  hasWarnings: boolean;
}

const WARNINGS = 'warning';

/** Names of groups of events. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  all: AUDITED_TYPES,
  user: AUDITED_TYPES.filter(
    (type) => type.startsWith('user_') || type === 'authn_password_change',
  ),
};

/** Reads a comma-separated list of names of events and groups. */
export function parseEventSelection(text: string): Parsed<EventSelection> {
  const names = listOf(text);
  const types = names.filter((name) => name !== WARNINGS).flatMap((name) => GROUPS[name] ?? [name]);
  const isKnown = types.every((type) => AUDITED_TYPES.includes(type));
  if (names.length === 0 || !isKnown) return { problem: RULE };
  return { value: { types: [...new Set(types)], hasWarnings: names.includes(WARNINGS) } };
}

const RULE =
  'must be all, warning, user, or names of events in docs/monitoring.md, separated by commas. ' +
  'The webhook never receives authn_token_created';

/** Checks whether a selection includes an event. */
export const isEventSelected = (
  { types, hasWarnings }: EventSelection,
  { type, severity }: Pick<AuditRecord, 'type' | 'severity'>,
): boolean => types.includes(type) || (hasWarnings && severity === 'warning');
