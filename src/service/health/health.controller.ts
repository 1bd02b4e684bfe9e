import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { KeyRing } from '../../auth/keys/key-ring.js';
import { slashed } from '../../auth/http/slashed.js';
import { Shutdown } from '../shutdown/shutdown.js';
import { DatabaseProbe } from './database-probe.js';
import { type FailedCheck, checkReadiness } from './check-readiness.js';

const OK = { status: 'ok' };

/** Serves a liveness probe and a readiness probe. */
@Controller('health')
export class HealthController {
  constructor(
    @Inject(Shutdown) private readonly shutdown: Shutdown,
    @Inject(DatabaseProbe) private readonly database: DatabaseProbe,
    @Inject(ModuleRef) private readonly moduleRef: ModuleRef,
  ) {}

  /** Checks only the process: a restart does not help when the database is unavailable. */
  @Get(slashed('live'))
  readLiveness() {
    return OK;
  }

  @Get(slashed('ready'))
  async readReadiness(@Res({ passthrough: true }) reply: FastifyReply) {
    const failed = await this.check();
    if (failed.length === 0) return OK;
    void reply.code(503);
    return { status: 'unavailable', failed };
  }

  private async check(): Promise<FailedCheck[]> {
    const { isStopping } = this.shutdown;
    const { hasSigningKey } = this;
    // The database may already be closed.
    if (isStopping) return checkReadiness({ ...UNCHECKED, isStopping, hasSigningKey });
    return checkReadiness({ isStopping, hasSigningKey, ...(await this.database.check()) });
  }

  private get hasSigningKey(): boolean {
    return this.moduleRef.get(KeyRing, { strict: false }).canSign;
  }
}

const UNCHECKED = { isDatabaseAvailable: false, isSchemaCurrent: false };
