/** Where the service is seen from here: a proxy may serve it below a prefix that it strips. */
const ROOT = new URL('../../', import.meta.url);

/**
 * @param {string} path of the service, such as `/api/token/`
 * @returns its URL behind the same proxy
 */
export const urlOf = (path) => new URL(`.${path}`, ROOT).href;

/**
 * @param {string} text the OpenAPI document
 * @returns {string} the document whose server and token URL are seen from here
 */
export function atPrefix(text) {
  const document = JSON.parse(text);
  document.servers = [{ url: ROOT.href.replace(/\/$/, '') }];
  for (const { flows = {} } of Object.values(document.components.securitySchemes)) {
    for (const flow of Object.values(flows)) flow.tokenUrl = urlOf(flow.tokenUrl);
  }
  return JSON.stringify(document);
}
