/** A response as received. */
export interface RawResponse {
  status: number;
  /** With names in lower case, in order, including duplicates. */
  headers: readonly (readonly [name: string, value: string])[];
  body: Buffer;
}

const HEAD_END = Buffer.from('\r\n\r\n');
const STATUS_LINE = /^HTTP\/1\.1 (\d{3}) [\x20-\x7e]*$/;
const HEADER_LINE = /^([!#$%&'*+.^_`|~\dA-Za-z-]+): ([\t\x20-\x7e]*)$/;

/** Parses the bytes of a connection into responses, strictly by RFC 9112. */
export class ResponseReader {
  readonly responses: RawResponse[] = [];
  private pending = Buffer.alloc(0);

  /** @param isHead whether the request of a response was a HEAD: then it has no body */
  constructor(private readonly isHead: (index: number) => boolean) {}

  /** @throws {Error} when the bytes are not a response */
  read(bytes: Buffer): void {
    this.pending = Buffer.concat([this.pending, bytes]);
    while (this.takeOne());
  }

  private takeOne(): boolean {
    const headLength = this.pending.indexOf(HEAD_END);
    if (headLength < 0) return false;
    const { status, headers } = readHead(this.pending.toString('latin1', 0, headLength));
    const start = headLength + HEAD_END.length;
    const end = start + (this.hasBody(status) ? lengthOf(headers) : 0);
    if (this.pending.length < end) return false;
    if (status >= 200)
      this.responses.push({ status, headers, body: this.pending.subarray(start, end) });
    this.pending = this.pending.subarray(end);
    return true;
  }

  private hasBody(status: number): boolean {
    return status >= 200 && status !== 204 && !this.isHead(this.responses.length);
  }
}

function readHead(head: string): Pick<RawResponse, 'status' | 'headers'> {
  const [first = '', ...lines] = head.split('\r\n');
  const status = STATUS_LINE.exec(first)?.[1];
  if (status === undefined) throw new Error(`not a status line: ${JSON.stringify(first)}`);
  return { status: Number(status), headers: lines.map(readHeader) };
}

function readHeader(line: string): readonly [string, string] {
  const [, name, value] = HEADER_LINE.exec(line) ?? [];
  if (name === undefined || value === undefined) {
    throw new Error(`not a header: ${JSON.stringify(line)}`);
  }
  return [name.toLowerCase(), value];
}

function lengthOf(headers: RawResponse['headers']): number {
  const lengths = headers.filter(([name]) => name === 'content-length');
  const [[, length = ''] = []] = lengths;
  if (lengths.length === 1 && /^\d+$/.test(length)) return Number(length);
  throw new Error(`not exactly one Content-Length: ${JSON.stringify(headers)}`);
}
