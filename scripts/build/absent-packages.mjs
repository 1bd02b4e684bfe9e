/**
 * Packages that Nest loads if they are installed. The service does not use them, and must not load
 * them from the packages of an application, because they would load a second Nest.
 */
const ABSENT =
  /^(@nestjs\/(microservices|websockets|platform-express)|@fastify\/(static|view|multipart)|class-transformer|class-validator$)/;

const NAMESPACE = 'absent';

/** @type {import('esbuild').Plugin} */
export const absentPackages = {
  name: 'absent-packages',
  setup(build) {
    build.onResolve({ filter: ABSENT }, ({ path }) => ({ path, namespace: NAMESPACE }));
    build.onLoad({ filter: /./, namespace: NAMESPACE }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(`${path} is not part of the service.`)});`,
    }));
  },
};
