import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { cpus, loadavg, release, type } from 'node:os';

/**
 * The cores of the server and of the load generator, in the format of `taskset`.
 *
 * @typedef {{ server: string, load: string, all: string }} Cores
 */

/** Linux reports CPU time in hundredths of a second, for every configuration of the kernel. */
const TICKS_PER_SECOND = 100;

/** @returns {Cores | undefined} undefined when processes cannot be pinned, or there is one core */
export function findCores() {
  if (spawnSync('taskset', ['--version']).status !== 0) return undefined;
  const status = readIfExists('/proc/self/status');
  const all = /^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? '';
  const [server, load] = coresIn(all);
  return server === undefined || load === undefined ? undefined : { server, load, all };
}

/**
 * @param {string} list of cores, such as `0-1`, or `4,6-9` in a container
 * @returns {string[]}
 */
function coresIn(list) {
  return list.split(',').flatMap((range) => {
    const [first = NaN, last = first] = range.split('-').map(Number);
    if (Number.isNaN(first)) return [];
    return Array.from({ length: last - first + 1 }, (_, index) => String(first + index));
  });
}

/**
 * Moves a process and its future child processes to these cores.
 *
 * @param {number} pid
 * @param {string} cores
 */
export function pin(pid, cores) {
  spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', cores, String(pid)]);
}

/**
 * Reads the CPU time of a process. It adds up the threads, in nanoseconds: that of the process is in
 * hundredths of a second, too coarse for a short round. A kernel may lack the former.
 *
 * @param {number} pid
 * @returns {number} seconds of user and system time of all threads; NaN without /proc
 */
export function cpuSecondsOf(pid) {
  const threads = numbersIn(`/proc/${pid}/task`);
  const times = threads.map((thread) => readIfExists(`/proc/${pid}/task/${thread}/schedstat`));
  if (times.length === 0 || times.includes('')) return ticksOf(pid) / TICKS_PER_SECOND;
  return times.reduce((sum, text) => sum + parseInt(text, 10), 0) / 1e9;
}

/**
 * @param {number} pid
 * @returns {number} resident memory in MB; NaN without /proc
 */
export function residentMBOf(pid) {
  const status = readIfExists(`/proc/${pid}/status`);
  return (Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024) / 1e6;
}

/** @param {number} pid */
function ticksOf(pid) {
  const stat = readIfExists(`/proc/${pid}/stat`);
  // The second field is the command in parentheses, which may contain spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/**
 * @param {string} folder of /proc
 * @returns {number[]} the processes or threads in it
 */
export function numbersIn(folder) {
  try {
    return readdirSync(folder).map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

/** @param {string} file */
export function readIfExists(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/**
 * @param {Cores | undefined} cores
 * @returns {string[]} the environment of the measurement
 */
export function describeMachine(cores) {
  const all = cpus();
  const pinning = cores
    ? `servers on core ${cores.server} (all cores for log-ins); ` +
      `load generator and PostgreSQL on core ${cores.load}`
    : 'NOT pinned (no taskset, or one core): the load generator slows down the servers';
  return [
    `${all[0]?.model.trim() ?? 'unknown CPU'}, ${all.length} cores, ${type()} ${release()}`,
    `Node ${process.version}; load average at the start ${loadavg()[0]?.toFixed(2)}`,
    pinning,
  ];
}
