"""Alembic's migrations; `storage.schema.upgrade` runs them."""
