/**
 * What Nest loads if it happens to be there. The service uses none of it, and must not find it
 * among a host's packages either: it would bring a second Nest along.
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
      contents: `throw new Error(${JSON.stringify(`${path} is no part of the service.`)});`,
    }));
  },
};
