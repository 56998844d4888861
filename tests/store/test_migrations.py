"""The revisions lead to exactly the tables that the code speaks of, and are found finished by one look."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from labelwright.errors import Unavailable
from labelwright.store import Store, migrations
from labelwright.store.tables import metadata


def test_the_migrated_database_is_the_tables(store: Store) -> None:
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": False})
        assert compare_metadata(context, metadata) == []


def test_the_head_that_is_looked_for_is_the_last_revision(store: Store) -> None:
    assert ScriptDirectory.from_config(migrations.config(store.engine)).get_current_head() == migrations.HEAD


def test_a_database_of_a_later_release_is_refused(store: Store) -> None:
    with store.engine.connect() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Unavailable, match="9999"):
        migrations.bring_up(store.engine)


def test_coming_again_changes_nothing(store: Store) -> None:
    migrations.bring_up(store.engine)
    store.write(lambda tx: tx.run("INSERT INTO event (kind, at) VALUES ('x', 1)"))
