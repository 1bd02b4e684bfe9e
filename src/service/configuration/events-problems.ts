import { addressOfHost, isPrivateAddress } from '../webhook/private-address.js';
import type { Reading } from './reading.js';
import { EVENTS } from './variables.js';
import { isChanged, withoutEffect } from './without-effect.js';

/** Returns the problems of the audit log and of the webhook that concern several variables. */
export function eventsProblems(readings: readonly Reading[]): string[] {
  const find = (name: string) => readings.find(({ variable }) => variable.name === name);
  const url = find(EVENTS.webhookUrl.name);
  if ((url?.problems.length ?? 0) > 0) return [];
  if (url?.text === undefined || url.text === '') return withoutUrl(readings);
  return [
    ...withoutRetention(find(EVENTS.retentionMs.name)),
    ...withoutSecret(find(EVENTS.webhookKeys.name)),
    ...privateReceiver(url, find(EVENTS.allowsPrivate.name)),
  ];
}

function withoutUrl(readings: readonly Reading[]): string[] {
  const { webhookKeys, webhookEvents, allowsPrivate, webhookUrl } = EVENTS;
  const ofWebhook = { webhookKeys, webhookEvents, allowsPrivate };
  const reason = `without ${webhookUrl.name}. Set ${webhookUrl.name}, or remove it.`;
  return withoutEffect(ofWebhook, readings, isChanged, reason);
}

function withoutRetention(retention: Reading | undefined): string[] {
  if (retention?.value !== 0) return [];
  return [
    'EVENTS_WEBHOOK_URL needs the audit log, but AUDIT_RETENTION is 0s. Set AUDIT_RETENTION to the ' +
      'longest time that the receiver may be unavailable, such as 7d.',
  ];
}

function withoutSecret(secret: Reading | undefined): string[] {
  if (secret?.value !== undefined || (secret?.problems.length ?? 0) > 0) return [];
  return [
    `EVENTS_WEBHOOK_SECRET is not set, but EVENTS_WEBHOOK_URL is. ${EVENTS.webhookKeys.secret.remedy()}`,
  ];
}

/** The events would cross the network in clear text, or reach an address that is refused. */
function privateReceiver(url: Reading, allowed: Reading | undefined): string[] {
  if (allowed?.value === true || !(url.value instanceof URL)) return [];
  const remedy = 'or set EVENTS_WEBHOOK_ALLOW_PRIVATE=true.';
  if (url.value.protocol !== 'https:') {
    return [`${url.givenAs} does not begin with https:. Change it, ${remedy}`];
  }
  const address = addressOfHost(url.value.hostname);
  const isLocalName = /(^|\.)localhost\.?$/.test(url.value.hostname);
  const isPrivate = address === undefined ? isLocalName : isPrivateAddress(address);
  if (!isPrivate) return [];
  return [`${url.givenAs} has a private address. Use a public one, ${remedy}`];
}
