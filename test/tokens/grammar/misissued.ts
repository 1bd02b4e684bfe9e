import fc from 'fast-check';
import type { Material } from '../authority.js';
import { hmac } from './attacker.js';
import { claimEdit } from './claim-edits.js';
import { baseOf, half, keyOf } from './forged.js';
import { HEADER_EDITS } from './header-edits.js';
import { type MemberEdit, replacing } from './members.js';
import { AS_IT_WAS, type MadeToken, prepared, type Recipe } from './recipe.js';
import type { Signer } from './signers.js';

/**
 * Signed with the right secret: by a bug of our own, or by another service that has the secret too.
 * Some of them are good, and their verdict is the oracle's.
 */
export function misissued(material: Material): fc.Arbitrary<MadeToken> {
  const [base, key] = [baseOf(material), keyOf(material)];
  const header = half(fc.constantFrom(...HEADER_EDITS), 2);
  const edit = fc.oneof(
    { weight: 12, arbitrary: claimEdit(material) },
    { weight: 1, arbitrary: strange(material) },
  );
  const claims = half(edit, 3);
  const signer = fc
    .constantFrom(...material.secrets)
    .map((secret) => signing(secret, material.secrets.indexOf(secret)));
  const [same, whole] = [fc.constant(AS_IT_WAS), fc.constant([])];
  const recipe = (
    parts: Pick<{ [K in keyof Recipe]: fc.Arbitrary<Recipe[K]> }, 'header' | 'claims'>,
  ) => fc.record<Recipe>({ base, signer, whole, key, ...parts });
  return fc
    .oneof(
      { weight: 1, arbitrary: recipe({ header, claims: same }) },
      { weight: 4, arbitrary: recipe({ header: same, claims }) },
      { weight: 1, arbitrary: recipe({ header, claims }) },
    )
    .map(prepared);
}

/** The secrets are not printed. */
export function signing(secret: string, index: number): Signer {
  const kind = `signature right, secret ${index + 1}`;
  return { kind, header: [], sign: (input) => hmac(secret, input) };
}

/** All claims at once of a session that has ended, of an inactive user, and of one who is gone. */
function strange({ strangers }: Material): fc.Arbitrary<MemberEdit> {
  return fc.constantFrom(...strangers).map((claims) => ({
    kind: 'claims of a stranger',
    detail: 'all claims of a session that has ended, or of a user who is inactive or gone',
    apply: (members) =>
      Object.entries(claims).reduce<ReturnType<MemberEdit['apply']>>(
        (edited, [name, value]) => replacing('claim', name, JSON.stringify(value)).apply(edited),
        members,
      ),
  }));
}
