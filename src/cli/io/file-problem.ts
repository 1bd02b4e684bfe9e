/**
 * Returns the reason why a file cannot be opened, read or written.
 *
 * @param error of a system call
 * @param missing the reason for the code `ENOENT`
 */
export function fileProblem({ code }: NodeJS.ErrnoException, missing: string): string {
  if (code === 'ENOENT') return missing;
  return code === 'EACCES' ? 'permission denied' : String(code);
}
