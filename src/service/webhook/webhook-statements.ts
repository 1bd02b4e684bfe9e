import { Statement } from '../../auth/persistence/statement.js';
import { EVENT_COLUMNS } from '../audit/audit-statements.js';

/** Selects the events that the webhook has not received yet, oldest first. */
export const selectDeliveries = (events: string, deliveries: string): Statement =>
  new Statement(`
    SELECT ${EVENT_COLUMNS} FROM ${events} INNER JOIN ${deliveries} ON id = event_id
     ORDER BY event_id LIMIT :limit`);

export const selectOldestDelivery = (deliveries: string): Statement =>
  new Statement(`SELECT event_id FROM ${deliveries} ORDER BY event_id LIMIT 1`);

export const deleteDelivery = (deliveries: string): Statement =>
  new Statement(`DELETE FROM ${deliveries} WHERE event_id = :id`);
