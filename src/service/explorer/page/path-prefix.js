/** The URL of the service for the browser. It contains the path prefix of a proxy, if there is one. */
const ROOT = new URL('../../', import.meta.url);

/**
 * @param {string} path of the service, such as `/api/token/`
 * @returns its URL behind the same proxy
 */
export const urlOf = (path) => new URL(`.${path}`, ROOT).href;

/**
 * @param {object} document the OpenAPI document
 * @returns {object} the document with the server and token URL for the browser
 */
export function atPrefix(document) {
  document.servers = [{ url: ROOT.href.replace(/\/$/, '') }];
  for (const { flows = {} } of Object.values(document.components.securitySchemes)) {
    for (const flow of Object.values(flows)) flow.tokenUrl = urlOf(flow.tokenUrl);
  }
  return document;
}
