import { bad, good, type SettingParser } from './parsed.js';

/** `host:port`. */
export const hostAndPort: SettingParser<string> = {
  form: 'host:port',
  parse(given) {
    const match = /^(\[[0-9a-fA-F:]+\]|[A-Za-z0-9._-]+):(\d{1,5})$/.exec(given);
    if (match === null) return bad('is not host:port');
    const port = Number(match[2]);
    return port < 1 || port > 65_535 ? bad('has a port outside 1 to 65535') : good(given);
  },
};

/**
 * An http or https URL without user, password, query or fragment (they would end up in logs), without a trailing slash, so that paths can
 * be appended.
 */
export const baseUrl: SettingParser<string> = {
  form: 'http or https URL without user, password and query',
  parse(given) {
    const parsed = webUrl(given);
    if (typeof parsed === 'string') return bad(parsed);
    if (parsed.username !== '' || parsed.password !== '') return bad('contains a user or password');
    if (parsed.search !== '' || parsed.hash !== '') return bad('contains a query or fragment');
    return good(parsed.href.replace(/\/+$/, ''));
  },
};

/** A complete http or https URL, such as an incoming webhook's, which is a secret itself. */
export const hookUrl: SettingParser<string> = {
  form: 'http or https URL',
  parse(given) {
    const parsed = webUrl(given);
    return typeof parsed === 'string' ? bad(parsed) : good(parsed.href);
  },
};

export const postgresUrl: SettingParser<string> = {
  form: 'postgres://user:password@host:port/database',
  parse(given) {
    const url = URL.parse(given);
    if (url === null) return bad('is not a URL');
    if (url.protocol !== 'postgres:' && url.protocol !== 'postgresql:') return bad('does not begin with postgres://');
    if (url.pathname.length < 2) return bad('names no database');
    return good(given);
  },
};

function webUrl(given: string): URL | string {
  const url = URL.parse(given);
  if (url === null) return 'is not a URL';
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : 'does not begin with http:// or https://';
}
