"""How alembic runs here: on the engine it is handed, each revision in one transaction."""

from __future__ import annotations

from alembic import context

from labelwright.store.tables import metadata

engine = context.config.attributes["engine"]
with engine.connect().execution_options(isolation_level="SERIALIZABLE") as connection:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        transaction_per_migration=True,
        user_module_prefix="columns.",
    )
    with context.begin_transaction():
        context.run_migrations()
