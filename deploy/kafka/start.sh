#!/bin/sh
# Formats the log folder on the first start, then becomes the broker.
set -eu

settings=/etc/onetwenty/kafka/server.properties
export KAFKA_LOG4J_OPTS=-Dlog4j2.configurationFile=/etc/onetwenty/kafka/log4j2.yaml
export LOG_DIR=/tmp/kafka
export EXTRA_ARGS="-name kafkaServer"

/opt/kafka/bin/kafka-storage.sh format --ignore-formatted --cluster-id "${KAFKA_CLUSTER_ID:?}" --config "$settings"
exec /opt/kafka/bin/kafka-server-start.sh "$settings"
