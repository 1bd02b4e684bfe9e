import { ConfigurableModuleBuilder } from '@nestjs/common';
import { EXTRAS_PROBLEMS, hasFactory, readExtras } from './auth.extras.js';
import type { AuthModuleExtras, AuthModuleOptions } from './auth.options.js';
import { portExports, portProviders } from './auth.ports.js';
import { globalGuardProviders } from '../http/guard/guard-providers.js';
import { controllersUnder } from '../http/routes.js';

/** Every extra by its name. A property that is not listed here counts as an option. */
const EXTRAS: AuthModuleExtras = {
  isGlobal: true,
  globalGuard: false,
  routes: true,
  imports: undefined,
  dataSource: undefined,
  userStore: undefined,
  passwordHasher: undefined,
  refreshTokenStore: undefined,
  authEvents: undefined,
  loginPolicy: undefined,
  throttleStore: undefined,
};

export const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<AuthModuleOptions>({ moduleName: 'Auth' })
    .setClassMethodName('forRoot')
    .setFactoryMethodName('createAuthOptions')
    .setExtras(EXTRAS, (definition, given) => {
      const { extras, problems } = readExtras(given, EXTRAS, hasFactory(definition));
      return {
        ...definition,
        global: extras.isGlobal ?? true,
        imports: [...(definition.imports ?? []), ...(extras.imports ?? [])],
        controllers: controllersUnder(extras.routes ?? true, extras.userStore === undefined),
        exports: [...(definition.exports ?? []), ...portExports(extras)],
        providers: [
          ...(definition.providers ?? []),
          { provide: EXTRAS_PROBLEMS, useValue: problems },
          ...portProviders(extras),
          ...globalGuardProviders(extras.globalGuard),
        ],
      };
    })
    .build();
