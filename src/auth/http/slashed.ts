/**
 * Returns the path of a route without and with a trailing slash. Clients of Django send it, and
 * Fastify distinguishes the two. The second has two slashes, because Nest removes one.
 */
export const slashed = (path: string): string[] => [path, `${path}//`];
