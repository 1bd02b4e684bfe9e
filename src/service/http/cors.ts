import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** How long a browser may go on believing a preflight. */
const PREFLIGHT_SECONDS = 600;

/** Pages of these origins may call with credentials, and read when to come back. */
export const corsOptions = (
  origins: readonly string[],
): Parameters<NestFastifyApplication['enableCors']>[0] => ({
  origin: [...origins],
  credentials: true,
  methods: ['GET', 'HEAD', 'POST'],
  allowedHeaders: 'authorization, content-type, idempotency-key, x-requested-with',
  exposedHeaders: 'retry-after, www-authenticate',
  maxAge: PREFLIGHT_SECONDS,
  strictPreflight: false,
});
