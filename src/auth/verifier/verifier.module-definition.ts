import { ConfigurableModuleBuilder } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { JwtAuthGuard } from '../http/guard/jwt-auth.guard.js';
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
  .setExtras(EXTRAS, (definition, { isGlobal, globalGuard }) => ({
    ...definition,
    global: isGlobal ?? true,
    providers: [
      ...(definition.providers ?? []),
      ...(globalGuard === true ? [{ provide: APP_GUARD, useExisting: JwtAuthGuard }] : []),
    ],
  }))
  .build();
