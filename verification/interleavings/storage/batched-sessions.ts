import { v7 as uuidv7 } from 'uuid';
import type { RotationClaim } from '../../../src/auth/domain/refresh-token.store.js';
import type { Session } from '../../../src/auth/domain/session.js';
import { TypeOrmRefreshTokenStore } from '../../../src/auth/persistence/typeorm-refresh-token.store.js';

/** A session that does not exist. */
export const ABSENT_SID = uuidv7();

/** The real store. Every claim shares its batch with one of {@link ABSENT_SID}. */
export class BatchedSessions extends TypeOrmRefreshTokenStore {
  override async rotate(claim: RotationClaim): Promise<Session | null> {
    const claims = [{ ...claim, sid: ABSENT_SID }, claim];
    const [absent, session] = await Promise.all(claims.map((one) => super.rotate(one)));
    if (absent !== null) throw new Error('A session was rotated that does not exist.');
    return session!;
  }
}
