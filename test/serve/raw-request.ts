/** Requests byte by byte: what a browser would never send, an attacker does. */
import { connect } from 'node:net';

export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends `lines` as they are and reads until the server closes or says nothing for a while. */
export function rawRequest(port: number, lines: readonly string[]): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.setEncoding('utf8');
    socket.setTimeout(3_000, () => socket.destroy());
    socket.on('connect', () => socket.write(`${lines.join('\r\n')}\r\n\r\n`));
    socket.on('data', (chunk: string) => {
      text += chunk;
      // An accepted upgrade stays open: its first line is all there is to see.
      if (text.startsWith('HTTP/1.1 101')) socket.destroy();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(parse(text)));
  });
}

function parse(text: string): RawResponse {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
  });
  return {
    status: Number(first.split(' ')[1] ?? 0),
    headers: Object.fromEntries(headers),
    body: rest.join('\r\n\r\n'),
  };
}

/** A GET that ends its connection. */
export const get = (port: number, path: string, headers: readonly string[] = []): Promise<RawResponse> =>
  rawRequest(port, [`GET ${path} HTTP/1.1`, ...headers, 'Connection: close']);

/** The opening request of a WebSocket. */
export const upgrade = (port: number, path: string, headers: readonly string[]): Promise<RawResponse> =>
  rawRequest(port, [
    `GET ${path} HTTP/1.1`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  ]);
