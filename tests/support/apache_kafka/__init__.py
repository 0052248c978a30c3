"""Apache Kafka for the tests: the broker a real installation runs, beside the embedded one."""
