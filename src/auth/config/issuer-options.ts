import { TOKEN_TYPS } from '../domain/compact-jws.js';
import { knownAlgorithmOf, OPTION_NAMES, type KeyOptionNames, type KeyOptions } from './key-options.js'; // prettier-ignore
import type { OptionProblems } from './option-problems.js';

/** Reads the issuer, and what RFC 9068 requires of access tokens. */
export function resolveIssuer(
  options: KeyOptions,
  problems: OptionProblems,
  names: KeyOptionNames = OPTION_NAMES,
) {
  const issuer = problems.text(names.issuer, options.issuer);
  const audience = problems.text(names.audience, options.audience);
  const clientId = problems.text(names.clientId, options.clientId);
  const typ = options.accessTokenTyp ?? 'JWT';
  const accessTokenTyp = problems.oneOf(names.accessTokenTyp, typ, TOKEN_TYPS);
  problems.add(...missingMembers(options, names));
  if (clientId !== undefined && accessTokenTyp !== 'at+jwt') {
    const requirement = `${names.accessTokenTyp} 'at+jwt'`;
    problems.add(`${names.clientId} has no effect without ${requirement}. Leave it out.`);
  }
  return { issuer, audience, accessTokenTyp, clientId };
}

/** @returns the problems of options that other options need */
function missingMembers(options: KeyOptions, names: KeyOptionNames): string[] {
  const algorithm = knownAlgorithmOf(options);
  const ofAlgorithm = algorithm === 'HS256' ? [] : (['issuer', 'audience'] as const);
  const ofTyp =
    options.accessTokenTyp === 'at+jwt' ? (['issuer', 'audience', 'clientId'] as const) : [];
  const needed = [
    [`${names.algorithm} '${algorithm}'`, ofAlgorithm],
    [`${names.accessTokenTyp} 'at+jwt'`, ofTyp],
  ] as const;
  return needed.flatMap(([by, members]) => {
    const missing = members.filter((name) => options[name] === undefined);
    if (missing.length === 0) return [];
    return [`${by} needs ${missing.map((name) => names[name]).join(' and ')}. Set each of them.`];
  });
}
