import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { runCli } from '../support/run-cli.js';

it.each([
  ['fly', "unknown command 'fly'"],
  ['user fly', "unknown command 'fly'"],
  ['user create', "missing required argument 'name'"],
  ['user create alice secret', 'too many arguments'],
  ['user create alice --password', "unknown option '--password'"],
  ['user create alice --id', "option '--id <id>' argument missing"],
  ['user activate', "missing required argument 'name'"],
  ['migrate now', 'too many arguments'],
])('an invalid command exits with status 2 and prints the reason: %s', async (command, reason) => {
  const { status, stdout, stderr } = await runCli(command);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(reason);
  expect(stderr).toContain('--help');
});

it.each(['--version', '-v'])('prints the version: %s', async (option) => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(await runCli(option)).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
});

it('prints the available commands on standard error when a subcommand is missing', async () => {
  const stderr = expect.stringContaining('Commands:');
  expect(await runCli('user')).toEqual({ status: 2, stdout: '', stderr });
});

it.each(['--help', 'user --help', 'user create --help', 'help user'])(
  'prints help on standard output with status 0: %s',
  async (command) => {
    const stdout = expect.stringMatching(/^Usage: keyturn /);
    expect(await runCli(command)).toEqual({ status: 0, stdout, stderr: '' });
  },
);

it('reports an argument that is not UTF-8 as JSON with --json', async () => {
  const { status, stdout, stderr } = await runCli(['user', 'list', '--json', '\ufffd']);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  const error = expect.stringMatching(/^Argument 4 is not UTF-8 text\./);
  expect(JSON.parse(stderr)).toEqual({ error });
});
