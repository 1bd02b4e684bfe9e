import type { ArgumentsHost } from '@nestjs/common';
import { graphqlContext } from './graphql-context.js';
import type { GuardedContext } from './guarded-context.js';
import { httpContext } from './http-context.js';
import { rpcContext } from './rpc-context.js';
import { wsContext } from './ws-context.js';

const CONTEXTS: Readonly<Record<string, GuardedContext>> = {
  graphql: graphqlContext,
  rpc: rpcContext,
  ws: wsContext,
};

/** Returns the handling for a kind of context. Unknown kinds are handled like HTTP. */
export const contextOf = (context: ArgumentsHost): GuardedContext =>
  CONTEXTS[context.getType<string>()] ?? httpContext;
