import { generate } from 'selfsigned';

interface Options {
  /** DNS names. @default localhost */
  names?: readonly string[];
  /** Epoch milliseconds. @default a day ago */
  from?: number;
  /** Epoch milliseconds. @default in a year */
  until?: number;
}

const DAY_MS = 86_400_000;

/** Creates a self-signed certificate and its key, both PEM. */
export async function createCertificate({
  names = ['localhost'],
  from = Date.now() - DAY_MS,
  until = Date.now() + 365 * DAY_MS,
}: Options = {}): Promise<{ cert: string; key: string }> {
  const altNames = [
    ...names.map((value) => ({ type: 2 as const, value })),
    { type: 7 as const, ip: '127.0.0.1' },
  ];
  const { cert, private: key } = await generate([{ name: 'commonName', value: names[0]! }], {
    keyType: 'ec',
    curve: 'P-256',
    notBeforeDate: new Date(from),
    notAfterDate: new Date(until),
    extensions: [{ name: 'subjectAltName', altNames }],
  });
  return { cert, key };
}
