import type { DataSource } from 'typeorm';
import { type BatchLimits, Batcher } from '../domain/batcher.js';
import { NO_KEY_HASH } from '../domain/idempotency-key.js';
import type { Session } from '../domain/session.js';
import { runAtomically, type Step } from './run-atomically.js';
import { columnsOf, type RotationParameters, rotationStatements } from './rotation-statements.js';
import { RefreshToken } from './refresh-token.entity.js';
import { sessionIn, toSession } from './session-row.js';
import { isConflict, isOutcomeUnknown, isRolledBack } from './storage-error.js';
import { tableName } from './table-name.js';
import { isSqlite } from './typeorm-driver.js';

/** SQLite executes one writing transaction at a time. */
const ON_SQLITE: BatchLimits = { maxSize: 1_000, maxRunning: 1 };
/** Leaves most connections of a pool to other statements, also while batches wait for PostgreSQL. */
const ON_POSTGRES: BatchLimits = { maxSize: 100, maxRunning: 3 };

/**
 * Rotates sessions. Concurrent refreshes share one commit: one statement on PostgreSQL, one transaction
 * on SQLite. A single refresh runs alone, without delay.
 */
export class RotationBatches {
  private readonly batches: Batcher<RotationParameters, Session | null>;
  private readonly statements: ReturnType<typeof rotationStatements>;

  /** @param ownerCondition as for `rotationStatements` */
  constructor(
    private readonly dataSource: DataSource,
    ownerCondition: string,
  ) {
    this.statements = rotationStatements(tableName(dataSource, RefreshToken), ownerCondition);
    const limits = isSqlite(dataSource) ? ON_SQLITE : ON_POSTGRES;
    this.batches = new Batcher(
      ({ sid }) => String(sid),
      (claims) => this.rotateAll(claims),
      limits,
    );
  }

  /**
   * Consumes a token.
   *
   * @returns the session, or null if it was not rotated
   * @throws {AuthError} `temporarily_unavailable`, `invalid_request`
   */
  rotate(claim: RotationParameters): Promise<Session | null> {
    return this.batches.add(claim);
  }

  private async rotateAll(claims: readonly RotationParameters[]) {
    const [only, ...others] = claims;
    if (others.length === 0) return [this.rotateAlone(only!)];
    try {
      return isSqlite(this.dataSource)
        ? await this.inOneTransaction(claims)
        : await this.inOneStatement(claims);
    } catch (error) {
      return claims.map((claim) => this.afterFailure(error, claim));
    }
  }

  private async inOneTransaction(claims: readonly RotationParameters[]) {
    const steps = claims.map((claim): Step => [this.statements.rotate, claim]);
    const results = await runAtomically(this.dataSource, steps);
    return results.map(sessionIn);
  }

  private async inOneStatement(claims: readonly RotationParameters[]) {
    const rows = await this.statements.rotateAll.execute(this.dataSource, columnsOf(claims));
    const rotated = new Map(rows.map(toSession).map((session) => [session.id, session]));
    // A session that is not returned may only have been locked.
    return claims.map((claim) => rotated.get(String(claim.sid)) ?? this.rotateAlone(claim));
  }

  /**
   * Rotates a session whose batch failed. If its outcome is unknown, a claim without a key cannot be
   * repeated (docs/rotation.md, An unknown outcome).
   */
  private async afterFailure(error: unknown, claim: RotationParameters): Promise<Session | null> {
    if (isRolledBack(error) || isRepeatable(error, claim)) return this.rotateAlone(claim);
    throw error;
  }

  private async rotateAlone(claim: RotationParameters): Promise<Session | null> {
    const rotate = async () =>
      sessionIn(await this.statements.rotate.execute(this.dataSource, claim));
    try {
      return await rotate().catch((error: unknown) => {
        if (isRepeatable(error, claim)) return rotate();
        throw error;
      });
    } catch (error) {
      // Nothing was changed, so the caller reads the row, classifies it and retries.
      if (isConflict(error)) return null;
      throw error;
    }
  }
}

/** Checks whether the connection was lost during a claim that has a key. */
const isRepeatable = (error: unknown, { keyHash }: RotationParameters): boolean =>
  keyHash !== NO_KEY_HASH && isOutcomeUnknown(error);
