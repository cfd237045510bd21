// Minimal ingest: fastify, HMAC over the raw body, ajv, Avro, kafkajs acks=all.
// MODE=none: no Kafka (ceiling); each: one producer.send a request; linger: requests wait for a shared batch.
import { createHmac, timingSafeEqual } from 'node:crypto';
import Fastify from 'fastify';
import Ajv from 'ajv';
import net from 'node:net';
import kafkajs from 'kafkajs';
import { BROKERS, type, env } from './peer.mjs';

const MODE = env('MODE', 'linger'),
  LINGER = Number(env('LINGER_MS', '5')),
  TOPIC = env('TOPIC', 'ingest');
const SECRET = env('WEBHOOK_SECRET', 'peers-secret');
const str = (max) => ({ type: 'string', minLength: 1, maxLength: max });
const opt = (max) => ({ type: ['string', 'null'], maxLength: max });
const validate = new Ajv({ allowUnionTypes: true }).compile({
  type: 'object',
  additionalProperties: false,
  required: [
    'eventId',
    'eventType',
    'employeeId',
    'version',
    'emittedAtUs',
    'email',
    'firstName',
    'lastName',
    'displayName',
    'country',
    'locale',
    'hireDate',
    'active',
    'groups',
  ],
  properties: {
    eventId: { type: 'string', pattern: '^[0-9a-f-]{36}$' },
    eventType: { enum: ['CREATED', 'UPDATED', 'TERMINATED'] },
    employeeId: { type: 'string', pattern: '^EMP-[0-9]{8}$' },
    version: { type: 'integer', minimum: 1 },
    emittedAtUs: { type: 'integer' },
    email: { type: 'string', maxLength: 254, pattern: '^[^@\\s]+@[^@\\s]+$' },
    firstName: str(100),
    lastName: str(100),
    displayName: str(200),
    title: opt(200),
    department: opt(100),
    costCenter: opt(50),
    managerId: opt(50),
    location: opt(200),
    country: { type: 'string', pattern: '^[A-Z]{2}$' },
    locale: str(20),
    hireDate: { type: 'integer' },
    active: { type: 'boolean' },
    phone: opt(40),
    groups: { type: 'array', maxItems: 100, items: { type: 'string' } },
  },
});
let send = async () => {};
if (MODE !== 'none') {
  const producer = new kafkajs.Kafka({
    clientId: 'ingest',
    brokers: BROKERS,
    logLevel: 1,
    ...(env('NODELAY', '0') === '1' && {
      socketFactory: ({ host, port, onConnect }) =>
        net.connect({ host, port }, onConnect).setNoDelay(true).setKeepAlive(true, 60000),
    }),
  }).producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner, maxInFlightRequests: 5 });
  await producer.connect();
  if (MODE === 'each') send = (key, value) => producer.send({ topic: TOPIC, acks: -1, messages: [{ key, value }] });
  else {
    let batch = null;
    send = (key, value) => {
      if (!batch) {
        const b = (batch = { messages: [] });
        b.done = new Promise((r) => setTimeout(r, LINGER)).then(() => {
          batch = null;
          return producer.send({ topic: TOPIC, acks: -1, messages: b.messages });
        });
      }
      batch.messages.push({ key, value });
      return batch.done;
    };
  }
}
const head = Buffer.from([0, 0, 0, 0, 1]);
const app = Fastify({ logger: false, bodyLimit: 262144 });
app.removeAllContentTypeParsers();
app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_req, body, done) => done(null, body));
app.post('/webhooks/hris', async (req, reply) => {
  const sig = req.headers['x-signature'] ?? '';
  const want = 'sha256=' + createHmac('sha256', SECRET).update(req.body).digest('hex');
  if (sig.length !== want.length || !timingSafeEqual(Buffer.from(sig), Buffer.from(want)))
    return reply.code(401).send({ error: 'signature' });
  let rec;
  try {
    rec = JSON.parse(req.body);
  } catch {
    return reply.code(400).send({ error: 'json' });
  }
  if (!validate(rec)) return reply.code(422).send({ error: 'invalid', details: validate.errors });
  await send(rec.employeeId, Buffer.concat([head, type.toBuffer(rec)]));
  return reply.code(202).send({ status: 'accepted', eventId: rec.eventId });
});
app.get('/healthz', async () => ({ ok: true }));
await app.listen({ host: '127.0.0.1', port: Number(env('PORT', '29810')) });
