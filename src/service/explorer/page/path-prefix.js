/** The URL of the service for the browser. It contains the path prefix of a proxy, if there is one. */
const ROOT = new URL('../../', import.meta.url);

/**
 * @param {string} path of the service, such as `/api/token/`
 * @returns its URL behind the same proxy
 */
export const urlOf = (path) => new URL(`.${path}`, ROOT).href;

/**
 * @param {string} text the OpenAPI document
 * @returns {string} the document with the server and token URL for the browser
 */
export function atPrefix(text) {
  const document = JSON.parse(text);
  document.servers = [{ url: ROOT.href.replace(/\/$/, '') }];
  for (const { flows = {} } of Object.values(document.components.securitySchemes)) {
    for (const flow of Object.values(flows)) flow.tokenUrl = urlOf(flow.tokenUrl);
  }
  return JSON.stringify(document);
}
