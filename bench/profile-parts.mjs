/**
 * Divides the time of a CPU profile of V8 among the parts of the service.
 *
 * @typedef {{ id: number, callFrame: { functionName: string, url: string }, children?: readonly number[] }} ProfileNode
 * @typedef {{ nodes: readonly ProfileNode[], samples?: readonly number[], timeDeltas?: readonly number[] }} Profile
 *   `timeDeltas`: microseconds
 */

/** Parts by the path of the source. The first that matches counts. */
const PARTS = /** @type {const} */ ([
  ['tokens and hashes', /^node:(internal\/)?crypto|node_modules\/(@nestjs\/jwt|jsonwebtoken|jws|jwa|ecdsa-sig-formatter|jose|safe-buffer|buffer-equal-constant-time|uuid)\/|build\/auth\/tokens\//], // prettier-ignore
  ['log', /build\/service\/logging\/|node_modules\/(pino|pino-[^/]+|sonic-boom|thread-stream|safe-stable-stringify|quick-format-unescaped)\//], // prettier-ignore
  ['database', /build\/(auth\/persistence|service\/database)\/|node_modules\/(pg|pg-[^/]+|pgpass|postgres-[^/]+|typeorm|better-sqlite3|keyturn-better-sqlite3)\/|^node:(internal\/)?sqlite/], // prettier-ignore
  ['Nest', /node_modules\/(@nestjs|rxjs|reflect-metadata|iterare|passport|passport-[^/]+|class-validator|class-transformer|validator)\//], // prettier-ignore
  ['Fastify', /node_modules\/(fastify|@fastify|find-my-way|avvio|light-my-request|fast-[^/]+|secure-json-parse|process-warning|reusify|fastq|toad-cache|rfdc|proxy-addr|forwarded|ipaddr\.js)\//], // prettier-ignore
  ['sessions and rotation', /\/build\/auth\//],
  ['rest of the service', /\/build\//],
]);

const NATIVE = 'Node and system calls';
const COLLECTION = 'garbage collection';
const OTHER = 'other packages';

/** All parts, in the order of a table. */
export const PART_NAMES = [...PARTS.map(([name]) => name), OTHER, NATIVE, COLLECTION];

/** The nodes that V8 adds, and the parts that they belong to. Idle time belongs to none. */
const SPECIAL = new Map([
  ['(idle)', undefined],
  ['(garbage collector)', COLLECTION],
  ['(program)', NATIVE],
  ['(root)', NATIVE],
]);

/**
 * @param {string} url of a source; empty for a native function
 * @returns {string | undefined} undefined for code that belongs to the part of its caller
 */
export function partOf(url) {
  const named = PARTS.find(([, pattern]) => pattern.test(url));
  if (named !== undefined) return named[0];
  return url === '' || url.startsWith('node:') ? undefined : OTHER;
}

/**
 * Adds up the self time of each part. Code of Node and native functions belong to their caller:
 * a write to a socket of the database belongs to the database. Without a caller, they belong to Node.
 *
 * @param {Profile} profile
 * @returns {Map<string, number>} microseconds by the name of the part
 */
export function timesOf({ nodes, samples = [], timeDeltas = [] }) {
  const parts = partsByNode(nodes);
  /** @type {Map<string, number>} */
  const times = new Map(PART_NAMES.map((name) => [name, 0]));
  samples.forEach((id, index) => {
    const part = parts.get(id);
    // A delta is the time since the sample before. So the next one is the time after this sample.
    if (part !== undefined) times.set(part, (times.get(part) ?? 0) + (timeDeltas[index + 1] ?? 0));
  });
  return times;
}

/**
 * @param {readonly ProfileNode[]} nodes
 * @returns {Map<number, string | undefined>} the part of each node by its ID
 */
function partsByNode(nodes) {
  const parents = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((one) => [one, id])),
  );
  /** @type {Map<number, string | undefined>} */
  const parts = new Map();
  // A parent precedes its children.
  for (const { id, callFrame } of nodes) {
    const inherited = parts.get(parents.get(id) ?? NaN) ?? NATIVE;
    const { functionName, url } = callFrame;
    const isSpecial = url === '' && SPECIAL.has(functionName);
    parts.set(id, isSpecial ? SPECIAL.get(functionName) : (partOf(url) ?? inherited));
  }
  return parts;
}
