import axios, { type AxiosError, type InternalAxiosRequestConfig } from 'axios';
import type { Access, createCookieClient } from './fetch-with-cookies';

type CallConfig = InternalAxiosRequestConfig & { access?: Access };

/** @param session the client of `createCookieClient` for the same API, which also logs in and out */
export function createAxios(api: string, session: ReturnType<typeof createCookieClient>) {
  const headers = { 'X-Requested-With': 'axios' };
  const client = axios.create({ baseURL: api, headers, withCredentials: true });

  async function authorize(config: CallConfig, rejected?: Access): Promise<CallConfig> {
    config.access = await session.access(rejected);
    config.headers.set(config.access.headers);
    return config;
  }
  client.interceptors.request.use((config) => authorize(config));
  client.interceptors.response.use(undefined, async (error: AxiosError) => {
    const config: CallConfig | undefined = error.config;
    if (config === undefined || error.response?.status !== 401) throw error;
    // `axios` has no interceptors of this client, so each call is repeated once at most.
    return axios.request(await authorize(config, config.access));
  });
  return client;
}
