/** What is served, and what it takes: the fuzz aims here. A new route is a row of this table. */
export interface Endpoint {
  method: string;
  path: string;
  /** The fields of its body. */
  fields: readonly string[];
}

export const ENDPOINTS: readonly Endpoint[] = [
  { method: 'POST', path: '/api/token/', fields: ['username', 'password'] },
  { method: 'POST', path: '/api/token/refresh/', fields: ['refresh'] },
  { method: 'POST', path: '/api/token/verify/', fields: ['token'] },
  { method: 'POST', path: '/api/token/blacklist/', fields: ['refresh'] },
  { method: 'GET', path: '/api/me/', fields: [] },
  { method: 'GET', path: '/api/openapi.json', fields: [] },
  { method: 'GET', path: '/api/openapi.yaml', fields: [] },
  { method: 'GET', path: '/api/docs/', fields: [] },
  { method: 'GET', path: '/api/docs/explorer.js', fields: [] },
];

/** What the document and the page are sent as; nothing else is anything but compact JSON. */
export const FILE_TYPE = /^(application\/(json|yaml)|text\/(html|javascript); charset=utf-8)$/;
