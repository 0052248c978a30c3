"""The servers Meridian leans on, as processes that need neither Docker nor an account.

PostgreSQL, Valkey (the Redis protocol) and Tansu (the Kafka protocol) come out of Python
packages. Nothing here starts or stops a process: a supervisor or a test fixture does, and so
it can also kill one.
"""
