/**
 * A route's path without and with a slash at its end: Django's clients send it, and Fastify tells
 * the two apart. Nest takes one slash off every path, hence two.
 */
export const slashed = (path: string): string[] => [path, `${path}//`];
