import { Module } from '@nestjs/common';
import { EXTRAS_PROBLEMS } from '../config/auth.extras.js';
import { Clock } from '../domain/clock.js';
import { GUARD_PROBLEMS } from '../http/guard/guard-problems.js';
import { GUARD_EXPORTS, GUARD_PROVIDERS } from '../http/guard/guard-providers.js';
import { VERIFICATION } from '../http/guard/passport/verification.js';
import { SystemClock } from '../config/system-clock.js';
import { resolveVerification } from './verifier.settings.js';
import { ConfigurableModuleClass, VERIFIER_OPTIONS } from './verifier.module-definition.js';

/** The module of `AuthModule.forVerifier`: the guard, without the services that issue tokens. */
@Module({
  providers: [
    {
      provide: VERIFICATION,
      useFactory: resolveVerification,
      inject: [VERIFIER_OPTIONS, EXTRAS_PROBLEMS, GUARD_PROBLEMS],
    },
    { provide: Clock, useClass: SystemClock },
    ...GUARD_PROVIDERS,
  ],
  exports: [...GUARD_EXPORTS],
})
export class AuthVerifierModule extends ConfigurableModuleClass {}
