import { type DynamicModule, Module } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { AuthModule } from '../../auth/auth.module.js';
import type { AuthModuleOptions } from '../../auth/config/auth.options.js';
import { AuthEventBroadcast } from '../../auth/events/auth-event-broadcast.js';
import { Clock } from '../../auth/domain/clock.js';
import type { AuditSettings } from '../audit/audit-settings.js';
import { ServiceAudit } from '../audit/service-audit.js';
import { ExplorerController } from '../explorer/explorer.controller.js';
import { DatabaseProbe } from '../health/database-probe.js';
import { HealthController } from '../health/health.controller.js';
import type { HttpSettings } from '../http/http-settings.js';
import { OpenApiController } from '../openapi/openapi.controller.js';
import { PruningSchedule } from '../pruning/pruning-schedule.js';
import type { PruningSettings } from '../pruning/pruning-settings.js';
import { Shutdown } from '../shutdown/shutdown.js';
import { SHUTDOWN_SETTINGS } from '../shutdown/shutdown-settings.js';

const auditedParts = (module: ModuleRef) => ({
  clock: module.get(Clock, { strict: false }),
  events: module.get(AuthEventBroadcast, { strict: false }),
});

/** The service, which is an application that imports AuthModule like any other. */
@Module({})
export class ServiceModule {
  /** @param dataSource connected and migrated. The application closes it. */
  static over(
    dataSource: DataSource,
    auth: AuthModuleOptions,
    { hasExplorer, shutdown }: HttpSettings,
    pruning: PruningSettings,
    audit: AuditSettings,
  ): DynamicModule {
    return {
      module: ServiceModule,
      controllers: [
        HealthController,
        OpenApiController,
        ...(hasExplorer ? [ExplorerController] : []),
      ],
      providers: [
        DatabaseProbe,
        Shutdown,
        { provide: SHUTDOWN_SETTINGS, useValue: shutdown },
        {
          provide: PruningSchedule,
          useFactory: (module: ModuleRef) =>
            new PruningSchedule(dataSource, module.get(Clock, { strict: false }), {
              ...pruning,
              auditKeptMs: audit.retentionMs,
            }),
          inject: [ModuleRef],
        },
        {
          provide: ServiceAudit,
          useFactory: (module: ModuleRef) =>
            new ServiceAudit(dataSource, () => auditedParts(module), audit),
          inject: [ModuleRef],
        },
      ],
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => dataSource.options,
          dataSourceFactory: () => Promise.resolve(dataSource),
        }),
        AuthModule.forRoot(auth),
      ],
    };
  }
}
