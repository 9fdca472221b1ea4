"""Alembic migrations, applied by `database.py` when the program starts."""
