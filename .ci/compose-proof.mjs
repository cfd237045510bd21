// Proves a running Compose deployment from outside: one signed webhook becomes a learner. Arguments: the ingest's URL, the
// sandbox learning platform's URL. Environment: WEBHOOK_SECRET (whsec_…), LND_API_KEY. Exits 0 when the learner is there.
import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

const deadlineMs = 60_000;
const [ingest, platform] = process.argv.slice(2);
const { WEBHOOK_SECRET = '', LND_API_KEY = '' } = process.env;

const employeeId = `CI-${randomUUID().slice(0, 8)}`;
const body = JSON.stringify({
  type: 'employee.created',
  occurredAt: new Date().toISOString(),
  employee: {
    employeeId,
    workEmail: `${employeeId.toLowerCase()}@example.com`,
    firstName: 'Ada',
    lastName: 'Proof',
    hireDate: '2020-01-15',
    managerId: null,
    department: 'Quality',
    jobTitle: 'Tester',
    employmentStatus: 'active',
  },
});

async function send() {
  const id = `msg_${randomUUID()}`;
  const timestamp = String(Math.floor(Date.now() / 1000));
  const key = Buffer.from(
    WEBHOOK_SECRET.trim()
      .split(',')[0]
      .replace(/^whsec_/, ''),
    'base64',
  );
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  const answer = await fetch(`${ingest}/webhooks/generic`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
    },
    body,
  });
  const text = await answer.text();
  if (answer.status !== 202) throw new Error(`ingest answered ${answer.status}: ${text}`);
  if (JSON.parse(text).accepted !== 1) throw new Error(`ingest did not accept the change: ${text}`);
}

async function learner() {
  const answer = await fetch(`${platform}/learners/${employeeId}`, {
    headers: { authorization: `Bearer ${LND_API_KEY.trim()}` },
  });
  return { status: answer.status, text: await answer.text() };
}

await send();
const began = performance.now();
let last = await learner();
while (last.status !== 200 && performance.now() - began < deadlineMs) {
  await delay(200);
  last = await learner();
}
if (last.status !== 200) {
  process.stderr.write(`${employeeId} is no learner after ${deadlineMs / 1000} s; the platform says ${last.status}\n`);
  process.exit(1);
}
process.stdout.write(`${employeeId} became a learner ${Math.round(performance.now() - began)} ms after the 202\n`);
