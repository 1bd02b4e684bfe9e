import { ConfigurableModuleBuilder } from '@nestjs/common';
import { EXTRAS_PROBLEMS, hasFactory, readExtras } from '../config/auth.extras.js';
import { globalGuardProviders } from '../http/guard/guard-providers.js';
import type { AuthVerifierExtras, AuthVerifierOptions } from './verifier.options.js';

const EXTRAS: AuthVerifierExtras = { isGlobal: true, globalGuard: false };

export const {
  ConfigurableModuleClass,
  MODULE_OPTIONS_TOKEN: VERIFIER_OPTIONS,
  OPTIONS_TYPE: VERIFIER_OPTIONS_TYPE,
  ASYNC_OPTIONS_TYPE: VERIFIER_ASYNC_OPTIONS_TYPE,
} = new ConfigurableModuleBuilder<AuthVerifierOptions>({ moduleName: 'AuthVerifier' })
  .setClassMethodName('forVerifier')
  .setFactoryMethodName('createAuthVerifierOptions')
  .setExtras(EXTRAS, (definition, given) => {
    const { extras, problems } = readExtras(given, EXTRAS, hasFactory(definition));
    return {
      ...definition,
      global: extras.isGlobal ?? true,
      providers: [
        ...(definition.providers ?? []),
        { provide: EXTRAS_PROBLEMS, useValue: problems },
        ...globalGuardProviders(extras.globalGuard),
      ],
    };
  })
  .build();
