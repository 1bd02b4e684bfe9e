import { createHash } from 'node:crypto';
import type { Authority, Key } from './authority.js';
import type { Way } from './outcome.js';
import type { Deed } from './verdict.js';

/** A row of a table, its columns as rotation.md names them. */
export type Row = Readonly<Record<string, string | number | null>>;

/** What else of a request stays in the row. */
interface Request {
  key: Key;
  leaves: Way['leaves'];
}

/** The defaults of the README. */
const REFRESH_TOKEN_SECONDS = 86_400;

/** What must be reported of a deed, in this order. Refusals may be reported whenever there is one. */
export function toldOf(deed: Deed): string[] {
  switch (deed.does) {
    case 'nothing':
      return [];
    case 'reissue':
      return ['authn_token_reissued'];
    case 'stale':
      return ['authn_token_stale'];
    case 'rotation':
      return ['authn_token_created', ...(deed.isAhead ? ['authn_token_ahead'] : [])];
    case 'end':
      return ['authn_token_revoked', ...(deed.reason === 'reuse' ? ['authn_token_reuse'] : [])];
  }
}

/** What a deed must make of the row of its session: rotation.md, written a second time. */
export function rowAfter(row: Row, deed: Deed, request: Request, { now }: Authority): Row {
  switch (deed.does) {
    case 'nothing':
    case 'reissue':
    case 'stale':
      return row;
    case 'end':
      return { ...row, revoked_at: now * 1000, revoked_reason: deed.reason };
    case 'rotation':
      return { ...row, ...request.leaves, ...rotated(row, deed, request.key, now) };
  }
}

function rotated(row: Row, deed: Deed & { does: 'rotation' }, key: Key, now: number): Row {
  const idleEnd = (now + REFRESH_TOKEN_SECONDS) * 1000;
  const older = deed.isAhead ? '' : String(row['consumed']);
  return {
    generation: deed.from + 1,
    rotated_at: now * 1000,
    expires_at: Math.min(idleEnd, Number(row['session_expires_at'])),
    consumed: `${hashOf(key)}${now.toString(36).padStart(7, '0')}${older}`.slice(0, 400),
  };
}

const hashOf = (key: Key): string =>
  key === undefined ? '-'.repeat(43) : createHash('sha256').update(key).digest('base64url');
