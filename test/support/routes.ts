import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** @returns every route that the service has registered, such as `GET /api/me/` */
export function routesOf(app: NestFastifyApplication): string[] {
  const tree = app.getHttpAdapter().getInstance().printRoutes({ commonPrefix: false });
  const above: string[] = [];
  // Fastify prints a tree with four characters per level.
  return tree.split('\n').flatMap((line) => {
    const [, branch = '', part = '', methods] = /^(\W*?── )(\S+) \((.*)\)$/.exec(line) ?? [];
    const depth = branch.length / 4 - 1;
    const path = `${above[depth - 1] ?? ''}${part}`;
    above[depth] = path;
    return methods?.split(', ').map((method) => `${method} ${path}`) ?? [];
  });
}
