-- Up Migration
-- The upserter's ledger. Times that callers bring are epoch milliseconds (bigint, exact); leases use this database's clock.
-- Keys compare by bytes (COLLATE "C"), as JavaScript compares them: the locale must not decide which version is newer.

CREATE TABLE lockstep.ledger_employees (
  employee_id         text COLLATE "C" PRIMARY KEY,
  newest_modified_at  bigint,
  newest_offset       bigint,
  newest_event_id     text COLLATE "C",
  applied_modified_at bigint,
  applied_offset      bigint,
  applied_event_id    text COLLATE "C",
  applied_body_hash   text COLLATE "C",
  token               bigint NOT NULL DEFAULT 0,
  claim_event_id      text COLLATE "C",
  claim_until         timestamptz,
  CONSTRAINT newest_whole CHECK (num_nulls(newest_modified_at, newest_offset, newest_event_id) IN (0, 3)),
  CONSTRAINT applied_whole
    CHECK (num_nulls(applied_modified_at, applied_offset, applied_event_id, applied_body_hash) IN (0, 4)),
  CONSTRAINT claim_whole CHECK (num_nulls(claim_event_id, claim_until) IN (0, 2))
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05);

COMMENT ON TABLE lockstep.ledger_employees IS
  'Per employee: newest version tried, version the platform is known to hold, and who holds the lease.';
COMMENT ON COLUMN lockstep.ledger_employees.token IS 'Fencing: raised by every claim; a settle with an older one is lost.';

CREATE TABLE lockstep.ledger_events (
  event_id      text COLLATE "C" PRIMARY KEY,
  employee_id   text COLLATE "C" NOT NULL,
  replay        integer NOT NULL,
  attempts      integer NOT NULL,
  source_offset bigint NOT NULL,
  ended         text COLLATE "C"
    CHECK (ended IN ('applied', 'unchanged', 'superseded', 'dead_lettered', 'shadowed', 'out_of_scope')),
  due_at        bigint,
  ended_at      timestamptz,
  CONSTRAINT end_has_time CHECK ((ended IS NULL) = (ended_at IS NULL))
) WITH (fillfactor = 80);

COMMENT ON TABLE lockstep.ledger_events IS
  'Per event: attempts made and its one end. Kept for good, so that reading the topics again has no new effect.';
COMMENT ON COLUMN lockstep.ledger_events.attempts IS 'Attempts made and settled in this replay.';
COMMENT ON COLUMN lockstep.ledger_events.source_offset IS
  'Offset of the record that carried it first; another record with the same event is a repeat.';

-- One claim statement. Three steps, because a statement sees the data as they were when it started: first the rows
-- exist, then they are locked in key order (two batches never deadlock), and only then is decided on what they hold.
-- The CASE is the rule of decideClaim() in packages/domain/src/claim.ts, branch by branch.
CREATE FUNCTION lockstep.claim_batch(
  p_employee_ids text[], p_event_ids text[], p_modified_ats bigint[], p_offsets bigint[], p_attempts integer[],
  p_replays integer[], p_intents text[], p_body_hashes text[], p_forces boolean[], p_references boolean[],
  p_lease_ms integer
) RETURNS TABLE (
  kind text, token bigint, outcome text, fresh boolean, attempt integer, due_at bigint, retry_in_ms bigint
)
LANGUAGE plpgsql
SET search_path = lockstep, pg_temp
-- The arrays are small and the tables grow: always probe the keys, also before the first ANALYZE, and plan once.
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz;
BEGIN
  INSERT INTO ledger_employees (employee_id)
    SELECT wanted.employee_id FROM unnest(p_employee_ids) AS wanted (employee_id)
    WHERE NOT EXISTS (SELECT FROM ledger_employees known WHERE known.employee_id = wanted.employee_id)
    ORDER BY wanted.employee_id COLLATE "C"
    ON CONFLICT (employee_id) DO NOTHING;

  PERFORM FROM ledger_employees e WHERE e.employee_id = ANY (p_employee_ids) ORDER BY e.employee_id FOR UPDATE;

  -- Not now(): the wait for the locks must not lengthen or shorten a lease.
  v_now := clock_timestamp();

  RETURN QUERY
  WITH request AS (
    SELECT * FROM unnest(
      p_employee_ids, p_event_ids, p_modified_ats, p_offsets, p_attempts, p_replays, p_intents, p_body_hashes,
      p_forces, p_references
    ) WITH ORDINALITY AS r (
      employee_id, event_id, modified_at, source_offset, attempt, replay, intent, body_hash, force, reference, ordinal
    )
  ), decided AS MATERIALIZED (
    SELECT
      r.*,
      e.token AS held_token,
      e.claim_until AS held_until,
      v.replay AS known_replay,
      v.attempts AS known_attempts,
      v.ended AS known_end,
      v.due_at AS known_due_at,
      CASE
        WHEN r.reference THEN
          CASE
            WHEN e.applied_event_id IS DISTINCT FROM r.event_id
              OR e.newest_event_id IS DISTINCT FROM r.event_id
              OR e.applied_body_hash = r.body_hash THEN 'repeated'
            WHEN e.claim_until > v_now THEN 'busy'
            ELSE 'claim'
          END
        WHEN v.replay > r.replay THEN 'repeated'
        WHEN v.replay = r.replay AND v.source_offset <> r.source_offset THEN 'repeated'
        WHEN v.replay = r.replay AND v.ended IS NOT NULL THEN 'ended'
        WHEN v.replay = r.replay AND v.attempts >= r.attempt AND v.due_at IS NOT NULL THEN 'attempted'
        WHEN r.intent = 'superseded'
          OR (r.modified_at, r.source_offset, r.event_id)
             < (e.newest_modified_at, e.newest_offset, e.newest_event_id) THEN 'superseded'
        WHEN e.claim_until > v_now THEN 'busy'
        WHEN r.intent = 'out_of_scope' THEN 'out_of_scope'
        WHEN r.intent = 'shadow' THEN 'shadowed'
        WHEN e.claim_event_id IS NULL AND e.applied_event_id = e.newest_event_id
          AND e.applied_body_hash = r.body_hash AND NOT r.force THEN 'unchanged'
        ELSE 'claim'
      END AS decision
    FROM request r
    JOIN ledger_employees e ON e.employee_id = r.employee_id
    LEFT JOIN ledger_events v ON v.event_id = r.event_id
  ), advanced AS (
    UPDATE ledger_employees e SET
      newest_modified_at = CASE WHEN d.reference THEN e.newest_modified_at ELSE d.modified_at END,
      newest_offset = CASE WHEN d.reference THEN e.newest_offset ELSE d.source_offset END,
      newest_event_id = CASE WHEN d.reference THEN e.newest_event_id ELSE d.event_id END,
      applied_modified_at = CASE d.decision WHEN 'unchanged' THEN d.modified_at ELSE e.applied_modified_at END,
      applied_offset = CASE d.decision WHEN 'unchanged' THEN d.source_offset ELSE e.applied_offset END,
      applied_event_id = CASE d.decision WHEN 'unchanged' THEN d.event_id ELSE e.applied_event_id END,
      token = CASE d.decision WHEN 'claim' THEN e.token + 1 ELSE e.token END,
      claim_event_id = CASE d.decision WHEN 'claim' THEN d.event_id ELSE e.claim_event_id END,
      claim_until = CASE d.decision WHEN 'claim' THEN v_now + p_lease_ms * interval '1 millisecond' ELSE e.claim_until END
    FROM decided d
    WHERE e.employee_id = d.employee_id AND d.decision IN ('claim', 'unchanged', 'shadowed', 'out_of_scope')
  ), remembered AS (
    INSERT INTO ledger_events AS v (event_id, employee_id, replay, attempts, source_offset, ended, due_at, ended_at)
    SELECT
      d.event_id, d.employee_id, d.replay,
      CASE WHEN d.decision IN ('superseded', 'unchanged') THEN d.attempt - 1 ELSE 0 END,
      d.source_offset,
      CASE WHEN d.decision <> 'claim' THEN d.decision END,
      NULL,
      CASE WHEN d.decision <> 'claim' THEN v_now END
    FROM decided d
    WHERE d.decision IN ('superseded', 'unchanged', 'shadowed', 'out_of_scope')
      OR (d.decision = 'claim' AND NOT d.reference AND d.replay IS DISTINCT FROM d.known_replay)
    ON CONFLICT (event_id) DO UPDATE SET
      replay = excluded.replay, attempts = excluded.attempts, source_offset = excluded.source_offset,
      ended = excluded.ended, due_at = excluded.due_at, ended_at = excluded.ended_at
  )
  SELECT
    CASE WHEN d.decision = 'claim' THEN 'claimed'
         WHEN d.decision IN ('superseded', 'unchanged', 'shadowed', 'out_of_scope') THEN 'ended'
         ELSE d.decision END,
    CASE d.decision WHEN 'claim' THEN d.held_token + 1 END,
    CASE d.decision WHEN 'ended' THEN d.known_end ELSE d.decision END,
    d.decision <> 'ended',
    CASE WHEN d.decision IN ('ended', 'attempted') THEN d.known_attempts
         WHEN d.decision IN ('superseded', 'unchanged') THEN d.attempt - 1
         ELSE 0 END,
    d.known_due_at,
    CASE d.decision WHEN 'busy' THEN greatest(1, ceil(extract(epoch FROM d.held_until - v_now) * 1000))::bigint END
  FROM decided d
  ORDER BY d.ordinal;
END
$$;

-- One settle statement. A claim counts while its token is the newest and it still is for this event; that the lease
-- has run out does not matter as long as nobody has claimed since. An event that was ended meanwhile (superseded by
-- another instance) keeps that end: one terminal outcome per event. The lease ends in either case.
CREATE FUNCTION lockstep.settle_batch(
  p_employee_ids text[], p_event_ids text[], p_modified_ats bigint[], p_offsets bigint[], p_attempts integer[],
  p_replays integer[], p_references boolean[], p_tokens bigint[], p_results text[], p_body_hashes text[],
  p_due_ats bigint[]
) RETURNS TABLE (settled boolean)
LANGUAGE plpgsql
SET search_path = lockstep, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
SET enable_hashjoin = off
SET enable_mergejoin = off
SET jit = off
AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz;
BEGIN
  PERFORM FROM ledger_employees e WHERE e.employee_id = ANY (p_employee_ids) ORDER BY e.employee_id FOR UPDATE;
  v_now := clock_timestamp();

  RETURN QUERY
  WITH request AS (
    SELECT * FROM unnest(
      p_employee_ids, p_event_ids, p_modified_ats, p_offsets, p_attempts, p_replays, p_references, p_tokens,
      p_results, p_body_hashes, p_due_ats
    ) WITH ORDINALITY AS r (
      employee_id, event_id, modified_at, source_offset, attempt, replay, reference, token, result, body_hash, due_at,
      ordinal
    )
  ), decided AS MATERIALIZED (
    SELECT
      r.*,
      e.employee_id IS NOT NULL AS held,
      e.employee_id IS NOT NULL
        AND (r.reference OR coalesce(v.replay = r.replay AND v.ended IS NULL, false)) AS settled
    FROM request r
    LEFT JOIN ledger_employees e
      ON e.employee_id = r.employee_id AND e.token = r.token AND e.claim_event_id = r.event_id
    LEFT JOIN ledger_events v ON v.event_id = r.event_id
  ), freed AS (
    UPDATE ledger_employees e SET
      applied_modified_at = CASE WHEN d.settled AND d.result = 'applied' THEN d.modified_at ELSE e.applied_modified_at END,
      applied_offset = CASE WHEN d.settled AND d.result = 'applied' THEN d.source_offset ELSE e.applied_offset END,
      applied_event_id = CASE WHEN d.settled AND d.result = 'applied' THEN d.event_id ELSE e.applied_event_id END,
      applied_body_hash = CASE WHEN d.settled AND d.result = 'applied' THEN d.body_hash ELSE e.applied_body_hash END,
      claim_event_id = NULL,
      claim_until = NULL
    FROM decided d
    WHERE e.employee_id = d.employee_id AND d.held
  ), remembered AS (
    UPDATE ledger_events v SET
      attempts = d.attempt,
      due_at = CASE d.result WHEN 'failed' THEN d.due_at END,
      ended = CASE d.result WHEN 'failed' THEN NULL ELSE d.result END,
      ended_at = CASE d.result WHEN 'failed' THEN NULL ELSE v_now END
    FROM decided d
    WHERE v.event_id = d.event_id AND d.settled AND NOT d.reference AND d.result <> 'released'
  )
  SELECT d.settled FROM decided d ORDER BY d.ordinal;
END
$$;

-- Down Migration
DROP FUNCTION lockstep.settle_batch;
DROP FUNCTION lockstep.claim_batch;
DROP TABLE lockstep.ledger_events;
DROP TABLE lockstep.ledger_employees;
