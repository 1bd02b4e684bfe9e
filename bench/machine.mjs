import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, type } from 'node:os';

/**
 * The cores that each side gets, so that neither takes the other's time, as `taskset` writes them.
 *
 * @typedef {{ server: string, load: string, all: string }} Cores
 */

/** Linux counts a process's time in hundredths of a second, whatever its kernel was built with. */
const TICKS_PER_SECOND = 100;

/** @returns {Cores | undefined} undefined where processes cannot be pinned, or there is one core */
export function findCores() {
  if (spawnSync('taskset', ['--version']).status !== 0) return undefined;
  const status = readIfThere('/proc/self/status');
  const all = /^Cpus_allowed_list:\s*(\S+)/m.exec(status)?.[1] ?? '';
  const [server, load] = coresIn(all);
  return server === undefined || load === undefined ? undefined : { server, load, all };
}

/**
 * @param {string} list any of the machine's cores: `0-1`, or in a container `4,6-9`
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
 * Moves a process, and what it starts from now on.
 *
 * @param {number} pid
 * @param {string} cores
 */
export function pin(pid, cores) {
  spawnSync('taskset', ['--all-tasks', '--cpu-list', '--pid', cores, String(pid)]);
}

/**
 * @param {number} pid
 * @returns {number} seconds, user and system, all threads; NaN where there is no /proc
 */
export function cpuSecondsOf(pid) {
  const stat = readIfThere(`/proc/${pid}/stat`);
  // The second field is the command in parentheses, and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** @param {string} file */
function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/**
 * @param {Cores | undefined} cores
 * @returns {string[]} what a reader needs to place the figures
 */
export function describeMachine(cores) {
  const all = cpus();
  const pinning = cores
    ? `servers on core ${cores.server} (for log-in on all); ` +
      `load generator and PostgreSQL on core ${cores.load}`
    : 'NOT pinned (no taskset, or one core): the load generator takes time from the servers';
  return [
    `${all[0]?.model.trim() ?? 'unknown CPU'}, ${all.length} cores, ${type()} ${release()}`,
    `Node ${process.version}; load average at the start ${loadavg()[0]?.toFixed(2)}`,
    pinning,
  ];
}
