import { execFileSync } from 'node:child_process';
import { env, platform } from 'node:process';
import { majorOf } from '../runtime/version.js';

/** From this version on, npm runs the install scripts of approved packages only. */
const NPM_WITH_APPROVAL = 12;

/**
 * Returns the command that runs a package's install script after npm skipped it.
 *
 * @param npm the version of npm. By default that of the command line
 */
export function rebuildCommand(name: string, npm = npmVersion()): string {
  const rebuild = `npm rebuild ${name}`;
  const needsApproval = npm !== undefined && majorOf(npm) >= NPM_WITH_APPROVAL;
  return needsApproval ? `npm install-scripts approve ${name} && ${rebuild}` : rebuild;
}

/** On Windows npm is a script. */
const OF_NPM = {
  encoding: 'utf8',
  stdio: 'pipe',
  shell: platform === 'win32',
  timeout: 5_000,
} as const;

/** Reads `npm_config_user_agent`, which npm sets for its scripts, or else runs `npm --version`. */
function npmVersion(): string | undefined {
  const [, version] = /^npm\/(\S+)/.exec(env['npm_config_user_agent'] ?? '') ?? [];
  if (version !== undefined) return version;
  try {
    return execFileSync('npm', ['--version'], OF_NPM).trim();
  } catch {
    return undefined;
  }
}
