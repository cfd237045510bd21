-- Up Migration
CREATE TABLE lockstep.parked_records (
  position  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic     text NOT NULL,
  key       bytea,
  value     bytea NOT NULL,
  headers   jsonb NOT NULL,
  parked_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE lockstep.parked_records IS
  'Records accepted while Kafka was away, in the order of acceptance; deleted once they are on their topic.';

CREATE TABLE lockstep.manager_waits (
  employee_id text COLLATE "C" PRIMARY KEY,
  manager_id  text COLLATE "C" NOT NULL,
  value       bytea NOT NULL,
  headers     jsonb NOT NULL,
  added_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX manager_waits_by_manager ON lockstep.manager_waits (manager_id);
COMMENT ON TABLE lockstep.manager_waits IS
  'Applied events whose manager the platform did not know yet, to be sent again when it does.';

CREATE TABLE lockstep.notification_register (
  thing       text COLLATE "C" PRIMARY KEY,
  lease_until timestamptz NOT NULL,
  told_at     timestamptz
);
COMMENT ON TABLE lockstep.notification_register IS
  'What has been told (told_at), or is being told until lease_until: each thing once, across instances and restarts.';

CREATE TABLE lockstep.decode_marks (
  group_id      text NOT NULL,
  topic         text NOT NULL,
  partition     integer NOT NULL,
  record_offset bigint NOT NULL,
  deaths        integer NOT NULL DEFAULT 0,
  PRIMARY KEY (group_id, topic, partition, record_offset)
);
COMMENT ON TABLE lockstep.decode_marks IS
  'Written before a record is decoded, removed after it: a mark that is met again is the mark of a process that died.';

CREATE TABLE lockstep.decode_readers (
  group_id   text NOT NULL,
  topic      text NOT NULL,
  partition  integer NOT NULL,
  process_id text NOT NULL,
  PRIMARY KEY (group_id, topic, partition)
);
COMMENT ON TABLE lockstep.decode_readers IS
  'Which process reads a partition; a row left by another process means that one did not end cleanly.';

-- Down Migration
DROP TABLE lockstep.decode_readers;
DROP TABLE lockstep.decode_marks;
DROP TABLE lockstep.notification_register;
DROP TABLE lockstep.manager_waits;
DROP TABLE lockstep.parked_records;
