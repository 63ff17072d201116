"""Adapters of the stores (PostgreSQL, Redis), their embedded engines, migrations and the catalog."""
