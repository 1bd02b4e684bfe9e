import type { ServedCertificate } from '../tls/read-certificate.js';
import { type Finding, finding } from './finding.js';

/** A problem of the certificate, or its near end, is reported with the configuration. */
export function examineCertificate(certificate: ServedCertificate | undefined): Finding[] {
  if (certificate === undefined) return [];
  const { names, validUntil } = certificate.facts;
  const until = new Date(validUntil).toISOString().slice(0, 10);
  const named = names.length === 0 ? 'no host name' : names.join(', ');
  return [finding('certificate', 'ok', `The certificate is valid until ${until}, for ${named}.`)];
}
