"""The SQL, and the Redis keys of what may vanish."""
