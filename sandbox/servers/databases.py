"""Databases and roles inside a PostgreSQL server."""

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo


def create_database(admin_dsn: str, name: str, *, owner: str, password: str) -> str:
    """A database only its owner (and the admin) can connect to; returns the owner's DSN.

    Idempotent; sets the owner's password either way.
    """
    with psycopg.connect(admin_dsn, autocommit=True) as conn:
        _ensure_role(conn, owner, password)
        found = conn.execute("select from pg_database where datname = %s", [name]).fetchone()
        if found is None:
            _execute(conn, "create database {} owner {}", name, owner)
        _execute(conn, "revoke connect on database {} from public", name)
    return dsn_of(admin_dsn, name, user=owner, password=password)


def clone_database(admin_dsn: str, name: str, *, template: str, owner: str) -> None:
    """A copy of a database nobody is connected to."""
    with psycopg.connect(admin_dsn, autocommit=True) as conn:
        _execute(conn, "create database {} template {} owner {}", name, template, owner)


def drop_database(admin_dsn: str, name: str) -> None:
    """Drop it under whoever is still connected."""
    with psycopg.connect(admin_dsn, autocommit=True) as conn:
        _execute(conn, "drop database if exists {} with (force)", name)


def dsn_of(dsn: str, database: str, **changes: str) -> str:
    """The same server, another database (and user, and password)."""
    return make_conninfo(dsn, dbname=database, **changes)


def _ensure_role(conn: psycopg.Connection, role: str, password: str) -> None:
    found = conn.execute("select from pg_roles where rolname = %s", [role]).fetchone()
    if found is None:
        _execute(conn, "create role {}", role)
    statement = sql.SQL("alter role {} login password {}")
    conn.execute(statement.format(sql.Identifier(role), sql.Literal(password)))


def _execute(conn: psycopg.Connection, statement: str, *names: str) -> None:
    conn.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
