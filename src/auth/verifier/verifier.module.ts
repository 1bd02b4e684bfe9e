import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { EXTRAS_PROBLEMS, hasFactory, readExtras } from '../config/auth.extras.js';
import { SystemClock } from '../config/system-clock.js';
import { Clock } from '../domain/clock.js';
import {
  GUARD_EXPORTS,
  GUARD_PROBLEMS,
  GUARD_PROVIDERS,
  globalGuardProviders,
} from '../http/guard/guard-providers.js';
import { VERIFICATION } from '../http/guard/passport/verification.js';
import type { AuthVerifierExtras, AuthVerifierOptions } from './verifier.options.js';
import { resolveVerification } from './verifier.settings.js';

const EXTRAS: AuthVerifierExtras = { isGlobal: true, globalGuard: false };

const definition = new ConfigurableModuleBuilder<AuthVerifierOptions>({
  moduleName: 'AuthVerifier',
})
  .setClassMethodName('forVerifier')
  .setFactoryMethodName('createAuthVerifierOptions')
  .setExtras(EXTRAS, (module, given) => {
    const { extras, problems } = readExtras(given, EXTRAS, hasFactory(module));
    return {
      ...module,
      global: extras.isGlobal ?? true,
      providers: [
        ...(module.providers ?? []),
        { provide: EXTRAS_PROBLEMS, useValue: problems },
        ...globalGuardProviders(extras.globalGuard),
      ],
    };
  })
  .build();

export const VERIFIER_OPTIONS_TYPE = definition.OPTIONS_TYPE;
export const VERIFIER_ASYNC_OPTIONS_TYPE = definition.ASYNC_OPTIONS_TYPE;

/** The module of `AuthModule.forVerifier`: the guard, without the services that issue tokens. */
@Module({
  providers: [
    {
      provide: VERIFICATION,
      useFactory: resolveVerification,
      inject: [definition.MODULE_OPTIONS_TOKEN, EXTRAS_PROBLEMS, GUARD_PROBLEMS],
    },
    { provide: Clock, useClass: SystemClock },
    ...GUARD_PROVIDERS,
  ],
  exports: [...GUARD_EXPORTS],
})
export class AuthVerifierModule extends definition.ConfigurableModuleClass {}
