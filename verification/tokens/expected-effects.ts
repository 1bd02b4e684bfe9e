import { consumedColumn } from '../interleavings/model.js';
import type { ServiceState, Key } from './service-state.js';
import type { Transport } from './outcome.js';
import type { Effect } from './expectation.js';

/** A row of a table, by column names. */
export type Row = Readonly<Record<string, string | number | null>>;

/** The properties of a request that are stored in the row. */
interface Request {
  key: Key;
  storedClient: Transport['storedClient'];
}

/** The default of `REFRESH_TOKEN_LIFETIME`. */
const REFRESH_TOKEN_SECONDS = 86_400;

/** Returns the events of an effect, in order. Rejections are not included: they may always be reported. */
export function expectedEvents(effect: Effect): string[] {
  switch (effect.type) {
    case 'none':
      return [];
    case 'reissue':
      return ['authn_token_reissued'];
    case 'stale':
      return ['authn_token_stale'];
    case 'rotation':
      return ['authn_token_created', ...(effect.isAhead ? ['authn_token_ahead'] : [])];
    case 'revocation':
      return ['authn_token_revoked', ...(effect.reason === 'reuse' ? ['authn_token_reuse'] : [])];
  }
}

/** Returns the row of a session after an effect. */
export function rowAfter(row: Row, effect: Effect, request: Request, { now }: ServiceState): Row {
  switch (effect.type) {
    case 'none':
    case 'reissue':
    case 'stale':
      return row;
    case 'revocation':
      return { ...row, revoked_at: now * 1000, revoked_reason: effect.reason };
    case 'rotation':
      return { ...row, ...request.storedClient, ...rotated(row, effect, request.key, now) };
  }
}

function rotated(row: Row, effect: Effect & { type: 'rotation' }, key: Key, now: number): Row {
  const idleEnd = (now + REFRESH_TOKEN_SECONDS) * 1000;
  const older = effect.isAhead ? '' : String(row['consumed']);
  return {
    generation: effect.from + 1,
    rotated_at: now * 1000,
    expires_at: Math.min(idleEnd, Number(row['session_expires_at'])),
    consumed: (consumedColumn([{ key: key ?? null, at: now * 1000 }]) + older).slice(0, 400),
  };
}
