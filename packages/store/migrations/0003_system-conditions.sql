-- Up Migration
CREATE TABLE lockstep.system_conditions (
  kind                text COLLATE "C" PRIMARY KEY,
  condition_id        text NOT NULL,
  service             text NOT NULL,
  code                text NOT NULL,
  reason              text NOT NULL,
  since               bigint NOT NULL,
  raised_at           bigint NOT NULL,
  until               bigint,
  announced           boolean NOT NULL DEFAULT false,
  closed_at           bigint,
  resume_requested_at bigint
);
COMMENT ON TABLE lockstep.system_conditions IS
  'The latest condition of each kind (upserter paused, halted); open while closed_at is null. Times are epoch milliseconds.';

-- Down Migration
DROP TABLE lockstep.system_conditions;
