"""The engine for many machines: the index lies in the database itself, in a PostgreSQL schema of its own."""

from .engine import PostgresqlEngine

__all__ = ["PostgresqlEngine"]
