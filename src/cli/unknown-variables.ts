/** These say it themselves, in their log or in their answer. */
const SAY_IT_THEMSELVES = ['serve', 'check', 'doctor'];

/** Says on standard error which variables look mistyped: a command would take the default instead. */
export async function warnOfUnknownVariables(command: string): Promise<void> {
  if (SAY_IT_THEMSELVES.includes(command)) return;
  const { mistypedNames } = await import('../service/configuration/configuration.js');
  for (const warning of mistypedNames(process.env)) process.stderr.write(`Warning: ${warning}\n`);
}
