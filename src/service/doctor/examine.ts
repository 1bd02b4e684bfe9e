import { parseDurationSeconds } from '../../auth/domain/duration.js';
import { readConfiguration } from '../configuration/configuration.js';
import type { Variables } from '../configuration/variable.js';
import { environmentOf } from '../configuration/environment.js';
import { examineCertificate } from './examine-certificate.js';
import { examineDatabase } from './examine-database.js';
import { examineSecret } from './examine-secret.js';
import { checkExposure } from './exposure.js';
import { type Finding, finding } from './finding.js';

/**
 * Checks everything that a start needs. Changes nothing, except that TypeORM creates its table of
 * migrations if that is missing.
 */
export async function examine(variables: Variables): Promise<Finding[]> {
  const configuration = readConfiguration(variables);
  const { problems, warnings } = configuration;
  const hints = warnings.map((warning) => finding('configuration', 'hint', warning));
  const mistakes = problems.map((problem) => finding('configuration', 'problem', problem));
  // Further checks would only report consequences of an invalid configuration.
  if (mistakes.length > 0) return [...mistakes, ...hints];
  const environment = environmentOf(configuration);
  const toleranceMs = (parseDurationSeconds(environment.auth.clockTolerance) ?? 0) * 1000;
  return [
    finding('configuration', 'ok', 'All variables are valid.'),
    ...hints,
    ...examineSecret(environment),
    ...(await examineDatabase(environment, toleranceMs)),
    ...examineCertificate(environment.http.certificate),
    ...checkExposure(environment, variables),
  ];
}
