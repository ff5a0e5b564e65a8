"""The ports filled in: embedded (SQLite), distributed (Kafka and MongoDB), and the system's clock."""
