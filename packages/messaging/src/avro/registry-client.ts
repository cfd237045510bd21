import { registryUnavailable, schemaNotRegistered, schemaRefused, schemaUnknown } from './registry-errors.js';
import type { SchemaJson, SchemaRegistry } from './schema-store.js';

export interface RegistrySettings {
  /** Base URL of the Confluent-compatible API; `user:password@` in it is sent as basic authentication. */
  readonly url: string;
  /** Default 5000. */
  readonly timeoutMs?: number;
}

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
}

/** Error codes of the Confluent API; a 404 without one comes from something that is not the registry. */
const SUBJECT_UNKNOWN = 40401;
const VERSION_UNKNOWN = 40402;
const SCHEMA_UNKNOWN = 40403;
const NO_OWN_COMPATIBILITY = 40408;

/**
 * The schema registry over its Confluent-compatible API. A ready-made client reports a refused connection as "status
 * 400", which would dead-letter everything during an outage; here only the registry's own word is one.
 */
export function createSchemaRegistry(settings: RegistrySettings): SchemaRegistry {
  const call = callerOf(settings);
  const subjectPath = (subject: string) => `/subjects/${encodeURIComponent(subject)}`;
  const bodyOf = (schema: SchemaJson) => ({ schema: JSON.stringify(schema) });

  return {
    async idOf(subject, schema) {
      const { status, body } = await call('POST', subjectPath(subject), bodyOf(schema));
      if (status === 200) return Number(body['id']);
      if (isUnknown(body)) throw schemaNotRegistered(subject);
      throw unexpected(`looking up the schema of ${subject}`, { status, body });
    },
    async schemaOf(id) {
      const { status, body } = await call('GET', `/schemas/ids/${id}`);
      if (status === 200) return JSON.parse(String(body['schema'])) as SchemaJson;
      if (isUnknown(body)) throw schemaUnknown(id);
      throw unexpected(`looking up schema ${id}`, { status, body });
    },
    async versions(subject) {
      const listed = await call('GET', `${subjectPath(subject)}/versions`);
      if (isUnknown(listed.body)) return [];
      if (listed.status !== 200) throw unexpected(`listing the versions of ${subject}`, listed);
      const schemas: SchemaJson[] = [];
      for (const version of listed.body as unknown as number[]) {
        const { status, body } = await call('GET', `${subjectPath(subject)}/versions/${version}`);
        if (status !== 200) throw unexpected(`reading version ${version} of ${subject}`, { status, body });
        schemas.push(JSON.parse(String(body['schema'])) as SchemaJson);
      }
      return schemas;
    },
    async compatibility(subject) {
      const { status, body } = await call('GET', `/config/${encodeURIComponent(subject)}`);
      if (status === 200) return String(body['compatibilityLevel'] ?? body['compatibility']);
      if (isUnknown(body)) return null;
      throw unexpected(`reading the compatibility of ${subject}`, { status, body });
    },
    async setCompatibility(subject, level) {
      const answer = await call('PUT', `/config/${encodeURIComponent(subject)}`, { compatibility: level });
      if (answer.status !== 200) throw unexpected(`setting the compatibility of ${subject}`, answer);
    },
    async incompatibility(subject, schema) {
      const path = `/compatibility/subjects/${encodeURIComponent(subject)}/versions?verbose=true`;
      const { status, body } = await call('POST', path, bodyOf(schema));
      if (isUnknown(body)) return null;
      if (status === 422 || status === 409) return textOf(body['message'], 'no message');
      if (status !== 200) throw unexpected(`checking the schema of ${subject}`, { status, body });
      if (body['is_compatible'] === true) return null;
      // Confluent says `messages`, Apicurio 2.6 `reason`.
      const messages = body['messages'];
      return Array.isArray(messages) ? messages.join('; ') : textOf(body['reason'], 'no reason given');
    },
    async register(subject, schema) {
      const { status, body } = await call('POST', `${subjectPath(subject)}/versions`, bodyOf(schema));
      if (status === 200) return Number(body['id']);
      if (status === 409 || status === 422) throw schemaRefused(subject, textOf(body['message'], 'no message'));
      throw unexpected(`registering the schema of ${subject}`, { status, body });
    },
  };
}

function isUnknown(body: Record<string, unknown>): boolean {
  const code = body['error_code'];
  return (
    code === SUBJECT_UNKNOWN || code === VERSION_UNKNOWN || code === SCHEMA_UNKNOWN || code === NO_OWN_COMPATIBILITY
  );
}

function unexpected(doing: string, { status, body }: Answer): Error {
  return registryUnavailable(doing, new Error(`status ${status}: ${textOf(body['message'], 'no message')}`));
}

function textOf(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

type Call = (method: string, path: string, body?: object) => Promise<Answer>;

function callerOf({ url, timeoutMs = 5_000 }: RegistrySettings): Call {
  const base = new URL(url);
  const headers: Record<string, string> = { accept: 'application/vnd.schemaregistry.v1+json, application/json' };
  if (base.username !== '') {
    const credentials = `${decodeURIComponent(base.username)}:${decodeURIComponent(base.password)}`;
    headers['authorization'] = `Basic ${Buffer.from(credentials).toString('base64')}`;
    base.username = '';
    base.password = '';
  }
  const root = base.href.replace(/\/+$/, '');
  return async (method, path, body) => {
    try {
      const response = await fetch(root + path, {
        method,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMs),
        headers:
          body === undefined ? headers : { ...headers, 'content-type': 'application/vnd.schemaregistry.v1+json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    } catch (thrown) {
      throw registryUnavailable(`calling ${method} ${path}`, causeOf(thrown));
    }
  };
}

/** `fetch` says "fetch failed" and hides the reason one level down. */
function causeOf(thrown: unknown): unknown {
  return thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
}
