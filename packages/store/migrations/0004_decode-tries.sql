-- Up Migration
CREATE TABLE lockstep.decode_tries (
  group_id      text NOT NULL,
  topic         text NOT NULL,
  partition     integer NOT NULL,
  record_offset bigint NOT NULL,
  process_id    text NOT NULL,
  PRIMARY KEY (group_id, topic, partition, record_offset, process_id)
);
COMMENT ON TABLE lockstep.decode_tries IS
  'Written before a record is decoded, removed after it: what another process has left is the mark of its death.';
COMMENT ON TABLE lockstep.decode_marks IS
  'Not used any more (see decode_tries, which counts each process once); kept for instances of older code.';

-- Down Migration
COMMENT ON TABLE lockstep.decode_marks IS
  'Written before a record is decoded, removed after it: a mark that is met again is the mark of a process that died.';
DROP TABLE lockstep.decode_tries;
