import fc from 'fast-check';
import type { Corpus } from '../service-state.js';
import { hmac } from './attacker.js';
import { claimEdit } from './claim-edits.js';
import { baseOf, segmentRecipe, keyOf } from './forged.js';
import { HEADER_EDITS } from './header-edits.js';
import { type MemberEdit, replacing } from './members.js';
import { UNCHANGED, type GeneratedToken, build, type Recipe } from './recipe.js';
import type { Signer } from './signers.js';

/**
 * Generates tokens that are signed with the right secret, as a bug of the service or another service
 * with the same secret could do. Some of them are valid: the oracle decides.
 */
export function misissued(corpus: Corpus): fc.Arbitrary<GeneratedToken> {
  const [base, key] = [baseOf(corpus), keyOf(corpus)];
  const header = segmentRecipe(fc.constantFrom(...HEADER_EDITS), 2);
  const edit = fc.oneof(
    { weight: 12, arbitrary: claimEdit(corpus) },
    { weight: 1, arbitrary: invalidSession(corpus) },
  );
  const claims = segmentRecipe(edit, 3);
  const signer = fc
    .constantFrom(...corpus.secrets)
    .map((secret) => signing(secret, corpus.secrets.indexOf(secret)));
  const [same, tokenEdits] = [fc.constant(UNCHANGED), fc.constant([])];
  const recipe = (
    parts: Pick<{ [K in keyof Recipe]: fc.Arbitrary<Recipe[K]> }, 'header' | 'claims'>,
  ) => fc.record<Recipe>({ base, signer, tokenEdits, key, ...parts });
  return fc
    .oneof(
      { weight: 1, arbitrary: recipe({ header, claims: same }) },
      { weight: 4, arbitrary: recipe({ header: same, claims }) },
      { weight: 1, arbitrary: recipe({ header, claims }) },
    )
    .map(build);
}

/** Signs with a secret. The description has its index, so that no secret is printed. */
export function signing(secret: string, index: number): Signer {
  const kind = `signature right, secret ${index + 1}`;
  return { kind, header: [], sign: (input) => hmac(secret, input) };
}

/** Replaces all claims with those of a revoked session, of an inactive user, or of a deleted user. */
function invalidSession({ invalidClaims }: Corpus): fc.Arbitrary<MemberEdit> {
  return fc.constantFrom(...invalidClaims).map((claims) => ({
    kind: 'claims of an invalid session',
    detail: 'all claims of a revoked session, or of an inactive or deleted user',
    apply: (members) =>
      Object.entries(claims).reduce<ReturnType<MemberEdit['apply']>>(
        (edited, [name, value]) => replacing('claim', name, JSON.stringify(value)).apply(edited),
        members,
      ),
  }));
}
