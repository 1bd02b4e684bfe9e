const refuse = () => (): never => {
  throw new Error('No route has a Fastify schema: requests are validated by their DTO.');
};

/**
 * Replaces Fastify's compilers of JSON schemas, which the bundle does not contain
 * (`scripts/build/unused-modules.mjs`). Without them, the service starts faster and needs less memory.
 */
export const NO_SCHEMAS = { buildValidator: refuse, buildSerializer: refuse };
