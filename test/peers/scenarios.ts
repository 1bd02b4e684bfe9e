import { Party } from './party.js';
import type { Peer } from './peer.js';

/** How often both go on with what they have, before it is said who lives. */
const ROUNDS = 3;

/** Plays once with a new login. @returns how it ended, in words that are counted */
export type Scenario = (peer: Peer) => Promise<string>;

/** The answer never arrives, so the client sends the same request once more. */
const lostAnswer: Scenario = async (peer) => {
  const client = await Party.logIn(peer);
  const lost = await client.send();
  const again = await client.send();
  if (again !== undefined) client.keep(again);
  if (!(await client.refresh())) return 'logged out';
  return again === lost ? 'stays, same pair' : 'stays, another pair';
};

/** Both send what they share at once; whatever either is given is kept, and is enough to stay. */
const twoTabs: Scenario = async (peer) => {
  const client = await Party.logIn(peer);
  for (const answer of await Promise.all([client.send(), client.send()]))
    if (answer !== undefined) client.keep(answer);
  return (await client.refresh()) ? 'stays' : 'logged out';
};

/** The thief spends a copy of the token that the client has spent before. */
const lateThief: Scenario = async (peer) => {
  const client = await Party.logIn(peer);
  const thief = client.robbed();
  await client.refresh();
  await thief.refresh();
  return whoLives(client, thief);
};

/** The thief spends a copy of the token first; the client has no other. */
const earlyThief: Scenario = async (peer) => {
  const client = await Party.logIn(peer);
  const thief = client.robbed();
  await thief.refresh();
  await client.refresh();
  return whoLives(client, thief);
};

async function whoLives(client: Party, thief: Party): Promise<string> {
  let served = [false, false];
  for (let round = 0; round < ROUNDS; round++)
    served = [await thief.refresh(), await client.refresh()];
  const living = ['the thief', 'the client'].filter((_, index) => served[index]);
  return living.length === 0 ? 'the login ends' : `${living.join(' and ')} live on`;
}

export const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'the answer is lost': lostAnswer,
  'two tabs at once': twoTabs,
  'a thief comes second': lateThief,
  'a thief comes first': earlyThief,
};
