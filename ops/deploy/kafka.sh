#!/bin/bash
# Starts node 1: alone, or as one of three when the profile `three-brokers` has started the other two before it. The two
# clusters keep their data apart: a quorum's voters cannot be exchanged under its log.
set -euo pipefail
voters=1@kafka:9093 replicas=1 in_sync=1
if getent hosts kafka-2 >/dev/null && getent hosts kafka-3 >/dev/null; then
  voters=1@kafka:9093,2@kafka-2:9093,3@kafka-3:9093 replicas=3 in_sync=2
fi
export KAFKA_CONTROLLER_QUORUM_VOTERS=$voters
export KAFKA_LOG_DIRS=/var/lib/kafka/data/of-$replicas
export KAFKA_DEFAULT_REPLICATION_FACTOR=$replicas KAFKA_MIN_INSYNC_REPLICAS=$in_sync
export KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR=$replicas
export KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR=$replicas KAFKA_TRANSACTION_STATE_LOG_MIN_ISR=$in_sync
export KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR=$replicas KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR=$in_sync
exec /etc/kafka/docker/run
