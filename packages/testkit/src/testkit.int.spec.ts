import { describe, expect, it } from '@jest/globals';
import { checkSchema, createPool } from '@lockstep/store';
import { leakCheck, newTestDatabase, newTestMessaging } from './index.js';

describe('the test stack', () => {
  it('gives a migrated database of its own and takes it away', async () => {
    const leaks = leakCheck();
    const database = await newTestDatabase();
    const pool = createPool({ databaseUrl: database.url, max: 1, applicationName: 'testkit-test' });
    await checkSchema(pool);
    await pool.close();
    await database.drop();
    const gone = createPool({ databaseUrl: database.url, max: 1, applicationName: 'testkit-test' });
    await expect(gone.query({ text: 'SELECT 1' })).rejects.toMatchObject({
      code: expect.stringMatching(/^LOCKSTEP_DATABASE_/),
    });
    await gone.close();
    await leaks.none();
  });

  it('gives every topic with its schema and takes the topics away', async () => {
    const messaging = await newTestMessaging('testkit');
    const names = messaging.topology.topics.map(({ topic }) => topic);
    expect(await messaging.broker.admin.listTopics()).toEqual(expect.arrayContaining(names));
    const subject = `${messaging.topology.topic('ops.conditions')}-value`;
    expect(await messaging.registry.versions(subject)).toHaveLength(1);
    await messaging.drop();
  });
});
