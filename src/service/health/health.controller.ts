import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { AUTH_SETTINGS, type AuthSettings } from '../../auth/auth.settings.js';
import { slashed } from '../../auth/http/slashed.js';
import { Shutdown } from '../shutdown/shutdown.js';
import { DatabaseProbe } from './database-probe.js';
import { type FailedCheck, checkReadiness } from './check-readiness.js';

const OK = { status: 'ok' };

/** For whoever runs the service: is the process alive, and may it be sent requests? */
@Controller('health')
export class HealthController {
  constructor(
    @Inject(Shutdown) private readonly shutdown: Shutdown,
    @Inject(DatabaseProbe) private readonly database: DatabaseProbe,
    @Inject(ModuleRef) private readonly moduleRef: ModuleRef,
  ) {}

  /** Of nothing but the process: whoever restarts it must not do so because a database is away. */
  @Get(slashed('live'))
  readSessionStatus() {
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
    // An instance that is going away asks nobody any more.
    if (isStopping) return checkReadiness({ ...UNASKED, isStopping, hasSigningKey });
    return checkReadiness({ isStopping, hasSigningKey, ...(await this.database.ask()) });
  }

  private get hasSigningKey(): boolean {
    const { key } = this.moduleRef.get<Partial<AuthSettings>>(AUTH_SETTINGS, { strict: false });
    return key !== undefined;
  }
}

const UNASKED = { isDatabaseThere: false, isSchemaCurrent: false };
