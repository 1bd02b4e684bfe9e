import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { HttpSettings } from './http-settings.js';
import { anyOriginMatcher } from './origin-pattern.js';

/** How long a browser may cache a preflight response. */
const PREFLIGHT_SECONDS = 600;

/** Headers that the API reads, that clients of Django send, and that tracing libraries add. */
const ALLOWED_HEADERS = [
  'authorization',
  'content-type',
  'idempotency-key',
  'x-requested-with',
  'x-refresh-token-transport',
  'x-csrftoken',
  'traceparent',
  'tracestate',
  'baggage',
  'sentry-trace',
  'b3',
  'x-b3-traceid',
  'x-b3-spanid',
  'x-b3-parentspanid',
  'x-b3-sampled',
  'x-b3-flags',
  'x-datadog-trace-id',
  'x-datadog-parent-id',
  'x-datadog-origin',
  'x-datadog-sampling-priority',
  'newrelic',
  'x-amzn-trace-id',
  'x-cloud-trace-context',
  'request-id',
  'x-request-id',
  'x-correlation-id',
];

type CorsOptions = Parameters<NestFastifyApplication['enableCors']>[0];

/** Allows pages of these origins to send credentials, and to read `Retry-After`. */
export function corsOptions({
  corsOrigins,
  corsHeaders,
}: Pick<HttpSettings, 'corsOrigins' | 'corsHeaders'>): CorsOptions {
  const isAllowed = anyOriginMatcher(corsOrigins);
  return {
    // With an empty list, unlike `false`, a preflight gets a response without the origin.
    origin: (origin, done) => {
      done(null, origin !== undefined && isAllowed(origin) ? [origin] : []);
    },
    credentials: true,
    methods: ['GET', 'HEAD', 'POST', 'DELETE'],
    allowedHeaders: [...new Set([...ALLOWED_HEADERS, ...corsHeaders])].join(', '),
    exposedHeaders: 'retry-after, www-authenticate',
    maxAge: PREFLIGHT_SECONDS,
    strictPreflight: false,
  };
}
