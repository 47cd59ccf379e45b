/**
 * Who may talk to the served app. Loopback is no trust boundary (any web page reaches it), so every request needs an
 * exact Host, no foreign Origin, and the token or the session cookie that the token was exchanged for.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface AccessOptions {
  /** Exact values of the Host header, with port. */
  readonly hosts: readonly string[];
  /** Exact values of the Origin header. */
  readonly origins: readonly string[];
  readonly cookieName: string;
}

export type Verdict = 'allowed' | 'wrong-host' | 'foreign-origin' | 'no-token';

export interface Access {
  /** At least 192 random bits, for URLs; never written anywhere but to the terminal. */
  readonly token: string;
  isToken(candidate: string | null): boolean;
  /** A new session's Set-Cookie value. */
  startSession(): string;
  /** `upgrade`: a WebSocket, which browsers open across origins with cookies: a missing Origin then needs the token itself. */
  check(request: IncomingMessage, kind: 'request' | 'upgrade'): Verdict;
  /** Host and Origin alone: for the request that brings the token. */
  checkOrigin(request: IncomingMessage): Verdict;
}

const maxSessions = 1000;

export function createAccess({ hosts, origins, cookieName }: AccessOptions): Access {
  const token = randomBytes(32).toString('base64url');
  const sessions = new Set<string>();
  const isToken = (candidate: string | null) => candidate !== null && sameText(candidate, token);

  const checkOrigin = (request: IncomingMessage): Verdict => {
    if (headerValues(request, 'host').length !== 1) return 'wrong-host';
    if (!hosts.includes(request.headers.host ?? '')) return 'wrong-host';
    const sent = headerValues(request, 'origin');
    if (sent.length > 1 || (sent[0] !== undefined && !origins.includes(sent[0]))) return 'foreign-origin';
    return 'allowed';
  };
  const hasSession = (request: IncomingMessage) => {
    const value = cookieValue(request.headers.cookie, cookieName);
    return value !== undefined && sessions.has(digest(value));
  };
  return {
    token,
    isToken,
    checkOrigin,
    startSession: () => {
      const value = randomBytes(32).toString('base64url');
      // The oldest session goes first; a person has a few browsers, not a thousand.
      const [oldest] = sessions;
      if (sessions.size >= maxSessions && oldest !== undefined) sessions.delete(oldest);
      sessions.add(digest(value));
      return `${cookieName}=${value}; Path=/; HttpOnly; SameSite=Strict`;
    },
    check: (request, kind) => {
      const verdict = checkOrigin(request);
      if (verdict !== 'allowed') return verdict;
      if (isToken(bearer(request.headers.authorization))) return 'allowed';
      if (!hasSession(request)) return 'no-token';
      return kind === 'upgrade' && request.headers.origin === undefined ? 'foreign-origin' : 'allowed';
    },
  };
}

/** Headers as they were sent: Node keeps only the first of a doubled Host. */
function headerValues(request: IncomingMessage, name: string): string[] {
  const { rawHeaders } = request;
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}

function bearer(authorization: string | undefined): string | null {
  return authorization?.startsWith('Bearer ') ? authorization.slice('Bearer '.length) : null;
}

function cookieValue(header: string | undefined, name: string): string | undefined {
  return header
    ?.split(';')
    .map((part) => part.trim())
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1);
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Equal in constant time, whatever the lengths. */
function sameText(a: string, b: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}
