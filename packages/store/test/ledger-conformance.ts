import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ClaimAnswer, ClaimRequest, SettleAnswer, SettleResult } from '@lockstep/domain';
import type { Ledger } from '../src/index.js';
import { applied, claimRequest, nthEvent, settleRequest, tokenOf } from './ledger-requests.js';

export interface LedgerUnderTest {
  readonly ledger: Ledger;
  readonly leaseMs: number;
  /** Lets every lease that is held now run out. */
  expireLeases(): Promise<void>;
}

/** What every ledger promises; run against the Postgres one and its twin in memory. */
export function describeLedger(name: string, fresh: () => Promise<LedgerUnderTest>): void {
  describe(`the ledger (${name})`, () => {
    let under: LedgerUnderTest;
    beforeEach(async () => {
      under = await fresh();
    });
    const claim = async (request: ClaimRequest): Promise<ClaimAnswer | undefined> =>
      (await under.ledger.claim([request]))[0];
    const settle = async (
      request: ClaimRequest,
      token: bigint,
      result: SettleResult,
    ): Promise<SettleAnswer | undefined> => (await under.ledger.settle([settleRequest(request, token, result)]))[0];
    const apply = async (request: ClaimRequest): Promise<void> => {
      expect(await settle(request, tokenOf(await claim(request)), applied(request))).toEqual({ kind: 'settled' });
    };

    it('answers an empty batch with nothing', async () => {
      expect(await under.ledger.claim([])).toEqual([]);
      expect(await under.ledger.settle([])).toEqual([]);
    });

    it('answers in the order of the requests', async () => {
      const requests = ['z', 'a', 'm'].map((employeeId) =>
        claimRequest({ employeeId, eventId: `event-${employeeId}` }),
      );
      await apply(requests[1]!);
      const answers = await under.ledger.claim(requests);
      expect(answers.map((answer) => answer.kind)).toEqual(['claimed', 'ended', 'claimed']);
    });

    it('refuses an employee who stands in a batch twice', async () => {
      await expect(under.ledger.claim([nthEvent(1), nthEvent(2)])).rejects.toMatchObject({
        code: 'LOCKSTEP_LEDGER_BATCH_INVALID',
      });
    });

    it('gives one lease per employee and says how long it lasts', async () => {
      expect(await claim(nthEvent(1))).toEqual({ kind: 'claimed', token: 1n });
      const second = await claim(nthEvent(2));
      expect(second?.kind).toBe('busy');
      if (second?.kind !== 'busy') return;
      expect(second.retryInMs).toBeGreaterThan(0);
      expect(second.retryInMs).toBeLessThanOrEqual(under.leaseMs);
    });

    it('remembers how an event ended', async () => {
      await apply(nthEvent(1));
      expect(await claim(nthEvent(1))).toEqual({ kind: 'ended', outcome: 'applied', fresh: false, attempt: 1 });
    });

    it('ends an older version as superseded, also while the newer one is being sent', async () => {
      await claim(nthEvent(2));
      const ended = { kind: 'ended', outcome: 'superseded', attempt: 0 };
      expect(await claim(nthEvent(1))).toEqual({ ...ended, fresh: true });
      expect(await claim(nthEvent(1))).toEqual({ ...ended, fresh: false });
    });

    it('orders equal times by offset, and equal offsets by event ID, byte by byte', async () => {
      const version = { modifiedAt: 1_700_000_000_000, offset: 10n };
      await apply(claimRequest({ eventId: 'b', version }));
      expect(await claim(claimRequest({ eventId: 'x', version: { ...version, offset: 9n } }))).toMatchObject({
        outcome: 'superseded',
      });
      // A locale's order would put B after b, and B would win.
      expect(await claim(claimRequest({ eventId: 'B', version }))).toMatchObject({ outcome: 'superseded' });
      expect(await claim(claimRequest({ eventId: 'c', version, bodyHash: 'other' }))).toMatchObject({
        kind: 'claimed',
      });
    });

    it('ends an event as unchanged when the platform holds its body, and again after that', async () => {
      await apply(nthEvent(1));
      const same = { bodyHash: 'body-1' };
      expect(await claim(nthEvent(2, same))).toEqual({ kind: 'ended', outcome: 'unchanged', fresh: true, attempt: 0 });
      expect(await claim(nthEvent(3, same))).toEqual({ kind: 'ended', outcome: 'unchanged', fresh: true, attempt: 0 });
      expect(await claim(nthEvent(2, same))).toMatchObject({ outcome: 'unchanged', fresh: false });
      expect(await claim(nthEvent(4, { ...same, force: true }))).toMatchObject({ kind: 'claimed' });
    });

    it('takes nothing for unchanged after an attempt whose end is not known', async () => {
      await apply(nthEvent(1));
      await settle(nthEvent(2), tokenOf(await claim(nthEvent(2))), { kind: 'failed', dueAt: 1_700_000_060_000 });
      expect(await claim(nthEvent(3, { bodyHash: 'body-1' }))).toMatchObject({ kind: 'claimed' });
    });

    it('records shadowed and out of scope without a lease, and moves the newest version', async () => {
      expect(await claim(nthEvent(2, { intent: 'shadow' }))).toEqual({
        kind: 'ended',
        outcome: 'shadowed',
        fresh: true,
        attempt: 0,
      });
      expect(await claim(nthEvent(1))).toMatchObject({ outcome: 'superseded' });
      expect(await claim(nthEvent(3, { intent: 'out_of_scope' }))).toMatchObject({
        outcome: 'out_of_scope',
        fresh: true,
      });
      expect(await claim(nthEvent(4, { intent: 'superseded' }))).toMatchObject({ outcome: 'superseded', fresh: true });
      expect(await claim(nthEvent(5))).toMatchObject({ kind: 'claimed' });
    });

    it('spends an attempt that failed, and hands its due time back after a crash', async () => {
      const dueAt = 1_700_000_060_000;
      await settle(nthEvent(1), tokenOf(await claim(nthEvent(1))), { kind: 'failed', dueAt });
      expect(await claim(nthEvent(1))).toEqual({ kind: 'attempted', attempt: 1, dueAt });
      const second = nthEvent(1, { attempt: 2 });
      await settle(second, tokenOf(await claim(second)), applied(second));
      expect(await claim(second)).toEqual({ kind: 'ended', outcome: 'applied', fresh: false, attempt: 2 });
    });

    it('spends nothing on a released claim', async () => {
      await settle(nthEvent(1), tokenOf(await claim(nthEvent(1))), { kind: 'released' });
      expect(await claim(nthEvent(1))).toEqual({ kind: 'claimed', token: 2n });
    });

    it('lets somebody else claim when the lease has run out, and tells the first one that it lost', async () => {
      const first = tokenOf(await claim(nthEvent(1)));
      await under.expireLeases();
      const second = tokenOf(await claim(nthEvent(1)));
      expect(await settle(nthEvent(1), first, applied(nthEvent(1)))).toEqual({ kind: 'lost' });
      expect(await settle(nthEvent(1), second, applied(nthEvent(1)))).toEqual({ kind: 'settled' });
    });

    it('takes a late result as long as nobody has claimed since', async () => {
      const token = tokenOf(await claim(nthEvent(1)));
      await under.expireLeases();
      expect(await settle(nthEvent(1), token, applied(nthEvent(1)))).toEqual({ kind: 'settled' });
    });

    it('settles a claim once', async () => {
      const token = tokenOf(await claim(nthEvent(1)));
      await settle(nthEvent(1), token, applied(nthEvent(1)));
      expect(await settle(nthEvent(1), token, { kind: 'dead_lettered' })).toEqual({ kind: 'lost' });
      expect(await claim(nthEvent(1))).toMatchObject({ outcome: 'applied' });
    });

    it('gives an event one end only, also when it is superseded while it is being sent', async () => {
      const token = tokenOf(await claim(nthEvent(1)));
      expect(await claim(nthEvent(1, { intent: 'superseded' }))).toMatchObject({ outcome: 'superseded', fresh: true });
      expect(await claim(nthEvent(2))).toMatchObject({ kind: 'busy' });
      expect(await settle(nthEvent(1), token, applied(nthEvent(1)))).toEqual({ kind: 'lost' });
      expect(await claim(nthEvent(1))).toMatchObject({ outcome: 'superseded', fresh: false });
      expect(await claim(nthEvent(2))).toMatchObject({ kind: 'claimed' });
    });

    it('answers another record of the same event as repeated, from the first claim on', async () => {
      const again = nthEvent(1, { version: { ...nthEvent(1).version, offset: 99n } });
      await claim(nthEvent(1));
      expect(await claim(again)).toEqual({ kind: 'repeated' });
      await under.expireLeases();
      expect(await claim(again)).toEqual({ kind: 'repeated' });
    });

    it('gives a dead letter a new life when it is replayed, and the old record none', async () => {
      await settle(nthEvent(1), tokenOf(await claim(nthEvent(1))), { kind: 'dead_lettered' });
      expect(await claim(nthEvent(1))).toEqual({ kind: 'ended', outcome: 'dead_lettered', fresh: false, attempt: 1 });
      const replay = nthEvent(1, { replay: 1 });
      const token = tokenOf(await claim(replay));
      expect(await claim(nthEvent(1))).toEqual({ kind: 'repeated' });
      await settle(replay, token, applied(replay));
      expect(await claim(replay)).toEqual({ kind: 'ended', outcome: 'applied', fresh: false, attempt: 1 });
    });

    it('re-sends a reference without touching the end of its event', async () => {
      await apply(nthEvent(1));
      const reference = nthEvent(1, { reference: true, bodyHash: 'body-1+manager' });
      const failed = tokenOf(await claim(reference));
      expect(await settle(reference, failed, { kind: 'failed', dueAt: 1 })).toEqual({ kind: 'settled' });
      expect(await claim(nthEvent(1))).toEqual({ kind: 'ended', outcome: 'applied', fresh: false, attempt: 1 });
      const sent = tokenOf(await claim(reference));
      expect(await settle(reference, sent, applied(reference))).toEqual({ kind: 'settled' });
      expect(await claim(reference)).toEqual({ kind: 'repeated' });
      expect(await claim(nthEvent(2, { bodyHash: 'body-1+manager' }))).toMatchObject({ outcome: 'unchanged' });
      expect(await claim(nthEvent(1, { reference: true, bodyHash: 'another' }))).toEqual({ kind: 'repeated' });
    });

    it('does not take the old body for certain while a reference re-send is unaccounted for', async () => {
      await apply(nthEvent(1));
      await claim(nthEvent(1, { reference: true, bodyHash: 'body-1+manager' }));
      expect(await claim(nthEvent(2, { bodyHash: 'body-1' }))).toMatchObject({ kind: 'busy' });
      await under.expireLeases();
      expect(await claim(nthEvent(2, { bodyHash: 'body-1' }))).toMatchObject({ kind: 'claimed' });
    });

    it('settles a batch, each by its own token', async () => {
      const requests = ['a', 'b', 'c'].map((employeeId) =>
        claimRequest({ employeeId, eventId: `event-${employeeId}` }),
      );
      const answers = await under.ledger.claim(requests);
      const settles = requests.map((request, index) =>
        settleRequest(request, tokenOf(answers[index]) + (index === 1 ? 1n : 0n), applied(request)),
      );
      const kinds = (await under.ledger.settle(settles)).map((answer) => answer.kind);
      expect(kinds).toEqual(['settled', 'lost', 'settled']);
    });

    it('keeps what does not fit a double or a plain literal', async () => {
      const request = claimRequest({
        employeeId: `O'Neil "x", {y}\\ ü 🙂`,
        eventId: 'e,{}"\\',
        version: { modifiedAt: 8_640_000_000_000_000, offset: 9_007_199_254_740_993n },
      });
      await apply(request);
      expect(await claim(request)).toMatchObject({ outcome: 'applied', fresh: false });
      const oneLess = { ...request.version, offset: 9_007_199_254_740_992n };
      expect(await claim({ ...request, eventId: 'z', version: oneLess })).toMatchObject({ outcome: 'superseded' });
    });
  });
}
