"""Statements that the ORM has no words for, on SQLite and PostgreSQL alike; locks, and what is done once."""
