"""first

Revises: 
"""

import sqlalchemy as sa
from alembic import op

from labelwright.store.tables import columns

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('annotation',
    sa.Column('id', columns.Id, autoincrement=True, nullable=False),
    sa.Column('lease', columns.Id, nullable=True),
    sa.Column('project', columns.Id, nullable=False),
    sa.Column('task', columns.Id, nullable=True),
    sa.Column('item', columns.Id, nullable=False),
    sa.Column('stage', columns.Id, nullable=True),
    sa.Column('person', columns.Id, nullable=False),
    sa.Column('parent', columns.Id, nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('standing', sa.Text(), nullable=False),
    sa.Column('verdict', sa.Text(), nullable=True),
    sa.Column('unsure', sa.Boolean(), server_default=sa.text('(false)'), nullable=False),
    sa.Column('cannot_judge', sa.Boolean(), server_default=sa.text('(false)'), nullable=False),
    sa.Column('schema_version', sa.Integer(), nullable=False),
    sa.Column('guideline_version', sa.Integer(), nullable=False),
    sa.Column('active_ms', sa.BigInteger(), nullable=False),
    sa.Column('prelabel', columns.Id, nullable=True),
    sa.Column('prelabel_shown', sa.Boolean(), server_default=sa.text('(false)'), nullable=False),
    sa.Column('overlap_reason', sa.Text(), nullable=True),
    sa.Column('codes', sa.LargeBinary(), nullable=True),
    sa.Column('request_id', sa.Text(), nullable=False),
    sa.Column('round', sa.Integer(), server_default=sa.text('1'), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_annotation')),
    sa.UniqueConstraint('person', 'request_id', name=op.f('uq_annotation_person_request_id'))
    )
    with op.batch_alter_table('annotation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_annotation_item'), ['item'], unique=False)
        batch_op.create_index(batch_op.f('ix_annotation_parent'), ['parent'], unique=False, sqlite_where=sa.text('parent IS NOT NULL'), postgresql_where=sa.text('parent IS NOT NULL'))
        batch_op.create_index(batch_op.f('ix_annotation_project_person_id'), ['project', 'person', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_annotation_task'), ['task'], unique=False)

    op.create_table('copy',
    sa.Column('id', columns.Id, autoincrement=True, nullable=False),
    sa.Column('uri', sa.Text(), nullable=False),
    sa.Column('item', columns.Id, nullable=True),
    sa.Column('project', columns.Id, nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('used_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_copy')),
    sa.UniqueConstraint('uri', name=op.f('uq_copy_uri'))
    )
    with op.batch_alter_table('copy', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_copy_item'), ['item'], unique=False)
        batch_op.create_index(batch_op.f('ix_copy_kind_used_at'), ['kind', 'used_at'], unique=False)

    op.create_table('counter',
    sa.Column('project', columns.Id, autoincrement=False, nullable=False),
    sa.Column('stage', columns.Id, autoincrement=False, nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('shard', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('n', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('project', 'stage', 'state', 'shard', name=op.f('pk_counter'))
    )
    op.create_table('event',
    sa.Column('id', columns.Id, autoincrement=True, nullable=False),
    sa.Column('tx', columns.Tx, server_default=columns.CurrentTransaction(), nullable=False),
    sa.Column('project', columns.Id, nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('actor', columns.Id, nullable=True),
    sa.Column('item', columns.Id, nullable=True),
    sa.Column('task', columns.Id, nullable=True),
    sa.Column('refs', sa.Text(), server_default=sa.text("'{}'"), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_event'))
    )
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_event_item'), ['item'], unique=False, sqlite_where=sa.text('item IS NOT NULL'), postgresql_where=sa.text('item IS NOT NULL'))
        batch_op.create_index(batch_op.f('ix_event_project_id'), ['project', 'id'], unique=False)

    op.create_table('feedback_seen',
    sa.Column('annotation', columns.Id, autoincrement=False, nullable=False),
    sa.Column('person', columns.Id, autoincrement=False, nullable=False),
    sa.Column('seen_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('annotation', 'person', name=op.f('pk_feedback_seen'))
    )
    op.create_table('job',
    sa.Column('id', columns.Id, autoincrement=True, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('project', columns.Id, nullable=True),
    sa.Column('person', columns.Id, nullable=True),
    sa.Column('args', sa.Text(), nullable=False),
    sa.Column('unique_key', sa.Text(), nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('cursor', sa.Text(), nullable=True),
    sa.Column('result', sa.Text(), nullable=True),
    sa.Column('error', sa.Text(), nullable=True),
    sa.Column('done', sa.BigInteger(), server_default=sa.text('0'), nullable=False),
    sa.Column('total', sa.BigInteger(), nullable=True),
    sa.Column('attempts', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('token', sa.BigInteger(), server_default=sa.text('0'), nullable=False),
    sa.Column('cancel_requested', sa.Boolean(), server_default=sa.text('(false)'), nullable=False),
    sa.Column('run_at', sa.BigInteger(), nullable=False),
    sa.Column('claimed_until', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('finished_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job'))
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index('ix_job_due', ['run_at'], unique=False, sqlite_where=sa.text("state IN ('queued', 'running')"), postgresql_where=sa.text("state IN ('queued', 'running')"))
        batch_op.create_index(batch_op.f('ix_job_project_id'), ['project', 'id'], unique=False)
        batch_op.create_index('uq_job_unique_key', ['unique_key'], unique=True, sqlite_where=sa.text("unique_key IS NOT NULL AND state IN ('queued', 'running')"), postgresql_where=sa.text("unique_key IS NOT NULL AND state IN ('queued', 'running')"))

    op.create_table('person',
    sa.Column('id', columns.Id, autoincrement=True, nullable=False),
    sa.Column('email', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('password_hash', sa.Text(), nullable=True),
    sa.Column('preferences', sa.Text(), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('disabled_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('email', name=op.f('uq_person_email'))
    )
    op.create_table('person_stage',
    sa.Column('stage', columns.Id, autoincrement=False, nullable=False),
    sa.Column('person', columns.Id, autoincrement=False, nullable=False),
    sa.Column('submitted', sa.BigInteger(), nullable=False),
    sa.Column('active_ms', sa.BigInteger(), server_default=sa.text('0'), nullable=False),
    sa.Column('last_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('stage', 'person', name=op.f('pk_person_stage'))
    )
    op.create_table('project',
    sa.Column('id', columns.Id, autoincrement=True, nullable=False),
    sa.Column('slug', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('sampling_key', sa.LargeBinary(), nullable=False),
    sa.Column('definition', columns.Id, server_default=sa.text('0'), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('started_at', sa.BigInteger(), nullable=True),
    sa.Column('archived_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_project')),
    sa.UniqueConstraint('slug', name=op.f('uq_project_slug'))
    )
    op.create_table('sample',
    sa.Column('stage', columns.Id, autoincrement=False, nullable=False),
    sa.Column('item', columns.Id, autoincrement=False, nullable=False),
    sa.Column('round', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('to', sa.Text(), nullable=False),
    sa.Column('probability', sa.Float(), nullable=False),
    sa.Column('drawn', sa.Boolean(), nullable=False),
    sa.Column('person', columns.Id, nullable=True),
    sa.Column('number', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('stage', 'item', 'round', 'to', name=op.f('pk_sample'))
    )
    op.create_table('starvation',
    sa.Column('id', columns.Id, autoincrement=True, nullable=False),
    sa.Column('person', columns.Id, nullable=False),
    sa.Column('stage', columns.Id, nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('from_at', sa.BigInteger(), nullable=False),
    sa.Column('to_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_starvation'))
    )
    with op.batch_alter_table('starvation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_starvation_person_stage'), ['person', 'stage'], unique=False)

    op.create_table('team',
    sa.Column('id', columns.Id, autoincrement=True, nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team')),
    sa.UniqueConstraint('key', name=op.f('uq_team_key'))
    )
    op.create_table('annotation_body',
    sa.Column('annotation', columns.Id, autoincrement=False, nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['annotation'], ['annotation.id'], name=op.f('fk_annotation_body_annotation')),
    sa.PrimaryKeyConstraint('annotation', name=op.f('pk_annotation_body'))
    )
    op.create_table('api_token',
    sa.Column('id', columns.Id, autoincrement=True, nullable=False),
    sa.Column('hash', sa.Text(), nullable=False),
    sa.Column('person', columns.Id, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('hint', sa.Text(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=True),
    sa.Column('used_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['person'], ['person.id'], name=op.f('fk_api_token_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_token')),
    sa.UniqueConstraint('hash', name=op.f('uq_api_token_hash'))
    )
    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_api_token_person'), ['person'], unique=False)

    op.create_table('dataset_version',
    sa.Column('id', columns.Id, autoincrement=True, nullable=False),
    sa.Column('project', columns.Id, nullable=False),
    sa.Column('n', sa.Integer(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), server_default=sa.text("('')"), nullable=False),
    sa.Column('settings', sa.Text(), nullable=False),
    sa.Column('manifest', sa.Text(), nullable=True),
    sa.Column('manifest_sha256', sa.Text(), nullable=True),
    sa.Column('items', sa.BigInteger(), server_default=sa.text('0'), nullable=False),
    sa.Column('person', columns.Id, nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('frozen_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['person'], ['person.id'], name=op.f('fk_dataset_version_person')),
    sa.ForeignKeyConstraint(['project'], ['project.id'], name=op.f('fk_dataset_version_project')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dataset_version')),
    sa.UniqueConstraint('project', 'n', name=op.f('uq_dataset_version_project_n'))
    )
    op.create_table('definition',
    sa.Column('id', columns.Id, autoincrement=True, nullable=False),
    sa.Column('project', columns.Id, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('schema_version', sa.Integer(), nullable=False),
    sa.Column('guideline_version', sa.Integer(), nullable=False),
    sa.Column('person', columns.Id, nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['person'], ['person.id'], name=op.f('fk_definition_person')),
    sa.ForeignKeyConstraint(['project'], ['project.id'], name=op.f('fk_definition_project')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_definition')),
    sa.UniqueConstraint('project', 'version', name=op.f('uq_definition_project_version'))
    )
    op.create_table('guideline_version',
    sa.Column('id', columns.Id, autoincrement=True, nullable=False),
    sa.Column('project', columns.Id, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), server_default=sa.text("('')"), nullable=False),
    sa.Column('person', columns.Id, nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['person'], ['person.id'], name=op.f('fk_guideline_version_person')),
    sa.ForeignKeyConstraint(['project'], ['project.id'], name=op.f('fk_guideline_version_project')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guideline_version')),
    sa.UniqueConstraint('project', 'version', name=op.f('uq_guideline_version_project_version'))
    )
    op.create_table('link',
    sa.Column('hash', sa.Text(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('person', columns.Id, nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('used_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['person'], ['person.id'], name=op.f('fk_link_person')),
    sa.PrimaryKeyConstraint('hash', name=op.f('pk_link'))
    )
    op.create_table('membership',
    sa.Column('id', columns.Id, autoincrement=True, nullable=False),
    sa.Column('person', columns.Id, nullable=False),
    sa.Column('scope', sa.Text(), nullable=False),
    sa.Column('scope_id', columns.Id, nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['person'], ['person.id'], name=op.f('fk_membership_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_membership')),
    sa.UniqueConstraint('person', 'scope', 'scope_id', 'role', name=op.f('uq_membership_person_scope_scope_id_role'))
    )
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_membership_person'), ['person'], unique=False)
        batch_op.create_index(batch_op.f('ix_membership_scope_scope_id'), ['scope', 'scope_id'], unique=False)

    op.create_table('schema_version',
    sa.Column('id', columns.Id, autoincrement=True, nullable=False),
    sa.Column('project', columns.Id, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['project'], ['project.id'], name=op.f('fk_schema_version_project')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_schema_version')),
    sa.UniqueConstraint('project', 'version', name=op.f('uq_schema_version_project_version'))
    )
    op.create_table('session',
    sa.Column('hash', sa.Text(), nullable=False),
    sa.Column('person', columns.Id, nullable=False),
    sa.Column('csrf', sa.Text(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('seen_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['person'], ['person.id'], name=op.f('fk_session_person')),
    sa.PrimaryKeyConstraint('hash', name=op.f('pk_session'))
    )
    with op.batch_alter_table('session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_session_person'), ['person'], unique=False)

    op.create_table('source',
    sa.Column('id', columns.Id, autoincrement=True, nullable=False),
    sa.Column('project', columns.Id, nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('spec', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['project'], ['project.id'], name=op.f('fk_source_project')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_source')),
    sa.UniqueConstraint('project', 'key', name=op.f('uq_source_project_key'))
    )
    op.create_table('stage',
    sa.Column('id', columns.Id, autoincrement=True, nullable=False),
    sa.Column('project', columns.Id, nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('team', columns.Id, nullable=True),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('phase', sa.Text(), server_default=sa.text("'open'"), nullable=False),
    sa.Column('phase_at', sa.BigInteger(), nullable=False),
    sa.Column('phase_by', columns.Id, nullable=True),
    sa.Column('phase_reason', sa.Text(), server_default=sa.text("('')"), nullable=False),
    sa.Column('retired_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['project'], ['project.id'], name=op.f('fk_stage_project')),
    sa.ForeignKeyConstraint(['team'], ['team.id'], name=op.f('fk_stage_team')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage')),
    sa.UniqueConstraint('project', 'key', name=op.f('uq_stage_project_key'))
    )
    op.create_table('batch',
    sa.Column('id', columns.Id, autoincrement=True, nullable=False),
    sa.Column('project', columns.Id, nullable=False),
    sa.Column('stage', columns.Id, nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['project'], ['project.id'], name=op.f('fk_batch_project')),
    sa.ForeignKeyConstraint(['stage'], ['stage.id'], name=op.f('fk_batch_stage')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_batch')),
    sa.UniqueConstraint('stage', 'key', name=op.f('uq_batch_stage_key'))
    )
    op.create_table('dataset_row',
    sa.Column('version', columns.Id, autoincrement=False, nullable=False),
    sa.Column('ordinal', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('item', columns.Id, nullable=False),
    sa.Column('accepted_label', columns.Id, nullable=False),
    sa.Column('split', sa.Text(), nullable=False),
    sa.Column('row', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['version'], ['dataset_version.id'], name=op.f('fk_dataset_row_version')),
    sa.PrimaryKeyConstraint('version', 'ordinal', name=op.f('pk_dataset_row'))
    )
    with op.batch_alter_table('dataset_row', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_dataset_row_item'), ['item'], unique=False)

    op.create_table('import',
    sa.Column('id', columns.Id, autoincrement=True, nullable=False),
    sa.Column('project', columns.Id, nullable=False),
    sa.Column('source', columns.Id, nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('person', columns.Id, nullable=False),
    sa.Column('report', sa.Text(), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('done_at', sa.BigInteger(), nullable=True),
    sa.Column('undone_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['person'], ['person.id'], name=op.f('fk_import_person')),
    sa.ForeignKeyConstraint(['project'], ['project.id'], name=op.f('fk_import_project')),
    sa.ForeignKeyConstraint(['source'], ['source.id'], name=op.f('fk_import_source')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import'))
    )
    with op.batch_alter_table('import', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_import_project'), ['project'], unique=False)

    op.create_table('batch_person',
    sa.Column('batch', columns.Id, autoincrement=False, nullable=False),
    sa.Column('person', columns.Id, autoincrement=False, nullable=False),
    sa.ForeignKeyConstraint(['batch'], ['batch.id'], name=op.f('fk_batch_person_batch')),
    sa.ForeignKeyConstraint(['person'], ['person.id'], name=op.f('fk_batch_person_person')),
    sa.PrimaryKeyConstraint('batch', 'person', name=op.f('pk_batch_person'))
    )
    with op.batch_alter_table('batch_person', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_batch_person_person'), ['person'], unique=False)

    op.create_table('item',
    sa.Column('id', columns.Id, autoincrement=True, nullable=False),
    sa.Column('project', columns.Id, nullable=False),
    sa.Column('source', columns.Id, nullable=False),
    sa.Column('ordinal', sa.BigInteger(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('import', columns.Id, nullable=False),
    sa.Column('visible', sa.Boolean(), server_default=sa.text('(false)'), nullable=False),
    sa.Column('fields', sa.Text(), server_default=sa.text("'{}'"), nullable=False),
    sa.Column('group_key', sa.Text(), nullable=True),
    sa.Column('subject', sa.Text(), nullable=True),
    sa.Column('rights', sa.Text(), nullable=True),
    sa.Column('retention', sa.Text(), nullable=True),
    sa.Column('legal_hold', sa.Boolean(), server_default=sa.text('(false)'), nullable=False),
    sa.ForeignKeyConstraint(['import'], ['import.id'], name=op.f('fk_item_import')),
    sa.ForeignKeyConstraint(['project'], ['project.id'], name=op.f('fk_item_project')),
    sa.ForeignKeyConstraint(['source'], ['source.id'], name=op.f('fk_item_source')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_item')),
    sa.UniqueConstraint('project', 'ordinal', name=op.f('uq_item_project_ordinal')),
    sa.UniqueConstraint('project', 'source', 'key', name=op.f('uq_item_project_source_key'))
    )
    with op.batch_alter_table('item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_item_import'), ['import'], unique=False)

    op.create_table('accepted_label',
    sa.Column('id', columns.Id, autoincrement=True, nullable=False),
    sa.Column('project', columns.Id, nullable=False),
    sa.Column('item', columns.Id, nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('method', sa.Text(), nullable=False),
    sa.Column('posterior', sa.Text(), nullable=True),
    sa.Column('sources', sa.Text(), nullable=False),
    sa.Column('schema_version', sa.Integer(), nullable=False),
    sa.Column('guideline_version', sa.Integer(), nullable=False),
    sa.Column('supersedes', columns.Id, nullable=True),
    sa.Column('withdrawn_at', sa.BigInteger(), nullable=True),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['item'], ['item.id'], name=op.f('fk_accepted_label_item')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accepted_label'))
    )
    with op.batch_alter_table('accepted_label', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_accepted_label_item'), ['item'], unique=False)
        batch_op.create_index(batch_op.f('ix_accepted_label_project_id'), ['project', 'id'], unique=False)

    op.create_table('comment',
    sa.Column('id', columns.Id, autoincrement=True, nullable=False),
    sa.Column('project', columns.Id, nullable=False),
    sa.Column('item', columns.Id, nullable=False),
    sa.Column('annotation', columns.Id, nullable=True),
    sa.Column('lease', columns.Id, nullable=True),
    sa.Column('person', columns.Id, nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('anchor', sa.Text(), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('blocking', sa.Boolean(), server_default=sa.text('(false)'), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('closed_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['item'], ['item.id'], name=op.f('fk_comment_item')),
    sa.ForeignKeyConstraint(['person'], ['person.id'], name=op.f('fk_comment_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comment'))
    )
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_comment_item'), ['item'], unique=False)
        batch_op.create_index(batch_op.f('ix_comment_project_id'), ['project', 'id'], unique=False)

    op.create_table('item_state',
    sa.Column('item', columns.Id, autoincrement=False, nullable=False),
    sa.Column('project', columns.Id, nullable=False),
    sa.Column('stage', columns.Id, nullable=True),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('round', sa.Integer(), server_default=sa.text('1'), nullable=False),
    sa.Column('admission', sa.BigInteger(), nullable=False),
    sa.Column('accepted_label', columns.Id, nullable=True),
    sa.Column('changed_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['item'], ['item.id'], name=op.f('fk_item_state_item')),
    sa.PrimaryKeyConstraint('item', name=op.f('pk_item_state'))
    )
    with op.batch_alter_table('item_state', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_item_state_project_admission'), ['project', 'admission'], unique=False)
        batch_op.create_index(batch_op.f('ix_item_state_project_state_item'), ['project', 'state', 'item'], unique=False)
        batch_op.create_index('ix_item_state_stage', ['project', 'stage', 'item'], unique=False, sqlite_where=sa.text('stage IS NOT NULL'), postgresql_where=sa.text('stage IS NOT NULL'))

    op.create_table('part',
    sa.Column('item', columns.Id, autoincrement=False, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('media_type', sa.Text(), nullable=False),
    sa.Column('uri', sa.Text(), nullable=True),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('fingerprint', sa.Text(), nullable=False),
    sa.Column('fingerprint_kind', sa.Text(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=True),
    sa.Column('height', sa.Integer(), nullable=True),
    sa.Column('orientation', sa.Integer(), nullable=True),
    sa.Column('duration_ms', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['item'], ['item.id'], name=op.f('fk_part_item')),
    sa.PrimaryKeyConstraint('item', 'name', name=op.f('pk_part'))
    )
    op.create_table('prelabel',
    sa.Column('id', columns.Id, autoincrement=True, nullable=False),
    sa.Column('item', columns.Id, nullable=False),
    sa.Column('model', columns.Id, nullable=False),
    sa.Column('version', sa.Text(), nullable=False),
    sa.Column('score', sa.Float(), nullable=True),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['item'], ['item.id'], name=op.f('fk_prelabel_item')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_prelabel'))
    )
    with op.batch_alter_table('prelabel', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_prelabel_item'), ['item'], unique=False)

    op.create_table('task',
    sa.Column('id', columns.Id, autoincrement=True, nullable=False),
    sa.Column('project', columns.Id, nullable=False),
    sa.Column('stage', columns.Id, nullable=False),
    sa.Column('item', columns.Id, nullable=False),
    sa.Column('purpose', sa.Text(), server_default=sa.text("'work'"), nullable=False),
    sa.Column('bars', sa.Integer(), nullable=False),
    sa.Column('subject_annotation', columns.Id, nullable=True),
    sa.Column('origin', columns.Id, nullable=True),
    sa.Column('pool', columns.Id, server_default=sa.text('0'), nullable=False),
    sa.Column('round', sa.Integer(), server_default=sa.text('1'), nullable=False),
    sa.Column('rank', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('wanted', sa.Integer(), nullable=False),
    sa.Column('have', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('live', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('reserved_for', columns.Id, nullable=True),
    sa.Column('reserved_until', sa.BigInteger(), nullable=True),
    sa.Column('available_at', sa.BigInteger(), nullable=False),
    sa.Column('definition', columns.Id, nullable=False),
    sa.Column('created_at', sa.BigInteger(), nullable=False),
    sa.Column('parked_reason', sa.Text(), nullable=True),
    sa.CheckConstraint('have >= 0 AND live >= 0', name='numbers'),
    sa.ForeignKeyConstraint(['item'], ['item.id'], name=op.f('fk_task_item')),
    sa.ForeignKeyConstraint(['stage'], ['stage.id'], name=op.f('fk_task_stage')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task'))
    )
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_task_item'), ['item'], unique=False)
        batch_op.create_index('ix_task_open', ['stage', 'pool', 'rank'], unique=False, sqlite_where=sa.text("state = 'open' AND reserved_for IS NULL"), postgresql_where=sa.text("state = 'open' AND reserved_for IS NULL"))
        batch_op.create_index(batch_op.f('ix_task_origin'), ['origin'], unique=False, sqlite_where=sa.text('origin IS NOT NULL'), postgresql_where=sa.text('origin IS NOT NULL'))
        batch_op.create_index('ix_task_parked', ['stage'], unique=False, sqlite_where=sa.text("state = 'parked'"), postgresql_where=sa.text("state = 'parked'"))
        batch_op.create_index('ix_task_reserved', ['reserved_for'], unique=False, sqlite_where=sa.text('reserved_for IS NOT NULL'), postgresql_where=sa.text('reserved_for IS NOT NULL'))
        batch_op.create_index(batch_op.f('ix_task_stage_rank'), ['stage', 'rank'], unique=False)

    op.create_table('lease',
    sa.Column('id', columns.Id, autoincrement=True, nullable=False),
    sa.Column('task', columns.Id, nullable=False),
    sa.Column('item', columns.Id, nullable=False),
    sa.Column('project', columns.Id, nullable=False),
    sa.Column('stage', columns.Id, nullable=False),
    sa.Column('person', columns.Id, nullable=False),
    sa.Column('side', sa.Integer(), nullable=False),
    sa.Column('counts', sa.Boolean(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('leased_at', sa.BigInteger(), nullable=False),
    sa.Column('opened_at', sa.BigInteger(), nullable=True),
    sa.Column('expires_at', sa.BigInteger(), nullable=False),
    sa.Column('closed_at', sa.BigInteger(), nullable=True),
    sa.Column('active_ms', sa.BigInteger(), nullable=True),
    sa.Column('schema_version', sa.Integer(), nullable=False),
    sa.Column('guideline_version', sa.Integer(), nullable=False),
    sa.Column('definition', columns.Id, nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['task'], ['task.id'], name=op.f('fk_lease_task')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lease'))
    )
    with op.batch_alter_table('lease', schema=None) as batch_op:
        batch_op.create_index('ix_lease_live_expires', ['expires_at'], unique=False, sqlite_where=sa.text("state IN ('reserved', 'active')"), postgresql_where=sa.text("state IN ('reserved', 'active')"))
        batch_op.create_index(batch_op.f('ix_lease_person_item'), ['person', 'item'], unique=False)
        batch_op.create_index(batch_op.f('ix_lease_task'), ['task'], unique=False)
        batch_op.create_index('uq_lease_live', ['task', 'person'], unique=True, sqlite_where=sa.text("state IN ('reserved', 'active')"), postgresql_where=sa.text("state IN ('reserved', 'active')"))

    op.create_table('task_answer',
    sa.Column('task', columns.Id, autoincrement=False, nullable=False),
    sa.Column('person', columns.Id, autoincrement=False, nullable=False),
    sa.Column('annotation', columns.Id, nullable=False),
    sa.ForeignKeyConstraint(['task'], ['task.id'], name=op.f('fk_task_answer_task')),
    sa.PrimaryKeyConstraint('task', 'person', name=op.f('pk_task_answer'))
    )
    op.create_table('draft',
    sa.Column('lease', columns.Id, autoincrement=False, nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('saved_at', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['lease'], ['lease.id'], name=op.f('fk_draft_lease')),
    sa.PrimaryKeyConstraint('lease', name=op.f('pk_draft'))
    )


def downgrade() -> None:
    op.drop_table('draft')
    op.drop_table('task_answer')
    with op.batch_alter_table('lease', schema=None) as batch_op:
        batch_op.drop_index('uq_lease_live', sqlite_where=sa.text("state IN ('reserved', 'active')"), postgresql_where=sa.text("state IN ('reserved', 'active')"))
        batch_op.drop_index(batch_op.f('ix_lease_task'))
        batch_op.drop_index(batch_op.f('ix_lease_person_item'))
        batch_op.drop_index('ix_lease_live_expires', sqlite_where=sa.text("state IN ('reserved', 'active')"), postgresql_where=sa.text("state IN ('reserved', 'active')"))

    op.drop_table('lease')
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_task_stage_rank'))
        batch_op.drop_index('ix_task_reserved', sqlite_where=sa.text('reserved_for IS NOT NULL'), postgresql_where=sa.text('reserved_for IS NOT NULL'))
        batch_op.drop_index('ix_task_parked', sqlite_where=sa.text("state = 'parked'"), postgresql_where=sa.text("state = 'parked'"))
        batch_op.drop_index(batch_op.f('ix_task_origin'), sqlite_where=sa.text('origin IS NOT NULL'), postgresql_where=sa.text('origin IS NOT NULL'))
        batch_op.drop_index('ix_task_open', sqlite_where=sa.text("state = 'open' AND reserved_for IS NULL"), postgresql_where=sa.text("state = 'open' AND reserved_for IS NULL"))
        batch_op.drop_index(batch_op.f('ix_task_item'))

    op.drop_table('task')
    with op.batch_alter_table('prelabel', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_prelabel_item'))

    op.drop_table('prelabel')
    op.drop_table('part')
    with op.batch_alter_table('item_state', schema=None) as batch_op:
        batch_op.drop_index('ix_item_state_stage', sqlite_where=sa.text('stage IS NOT NULL'), postgresql_where=sa.text('stage IS NOT NULL'))
        batch_op.drop_index(batch_op.f('ix_item_state_project_state_item'))
        batch_op.drop_index(batch_op.f('ix_item_state_project_admission'))

    op.drop_table('item_state')
    with op.batch_alter_table('comment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_comment_project_id'))
        batch_op.drop_index(batch_op.f('ix_comment_item'))

    op.drop_table('comment')
    with op.batch_alter_table('accepted_label', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_accepted_label_project_id'))
        batch_op.drop_index(batch_op.f('ix_accepted_label_item'))

    op.drop_table('accepted_label')
    with op.batch_alter_table('item', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_item_import'))

    op.drop_table('item')
    with op.batch_alter_table('batch_person', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_batch_person_person'))

    op.drop_table('batch_person')
    with op.batch_alter_table('import', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_import_project'))

    op.drop_table('import')
    with op.batch_alter_table('dataset_row', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_dataset_row_item'))

    op.drop_table('dataset_row')
    op.drop_table('batch')
    op.drop_table('stage')
    op.drop_table('source')
    with op.batch_alter_table('session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_session_person'))

    op.drop_table('session')
    op.drop_table('schema_version')
    with op.batch_alter_table('membership', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_membership_scope_scope_id'))
        batch_op.drop_index(batch_op.f('ix_membership_person'))

    op.drop_table('membership')
    op.drop_table('link')
    op.drop_table('guideline_version')
    op.drop_table('definition')
    op.drop_table('dataset_version')
    with op.batch_alter_table('api_token', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_api_token_person'))

    op.drop_table('api_token')
    op.drop_table('annotation_body')
    op.drop_table('team')
    with op.batch_alter_table('starvation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_starvation_person_stage'))

    op.drop_table('starvation')
    op.drop_table('sample')
    op.drop_table('project')
    op.drop_table('person_stage')
    op.drop_table('person')
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.drop_index('uq_job_unique_key', sqlite_where=sa.text("unique_key IS NOT NULL AND state IN ('queued', 'running')"), postgresql_where=sa.text("unique_key IS NOT NULL AND state IN ('queued', 'running')"))
        batch_op.drop_index(batch_op.f('ix_job_project_id'))
        batch_op.drop_index('ix_job_due', sqlite_where=sa.text("state IN ('queued', 'running')"), postgresql_where=sa.text("state IN ('queued', 'running')"))

    op.drop_table('job')
    op.drop_table('feedback_seen')
    with op.batch_alter_table('event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_event_project_id'))
        batch_op.drop_index(batch_op.f('ix_event_item'), sqlite_where=sa.text('item IS NOT NULL'), postgresql_where=sa.text('item IS NOT NULL'))

    op.drop_table('event')
    op.drop_table('counter')
    with op.batch_alter_table('copy', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_copy_kind_used_at'))
        batch_op.drop_index(batch_op.f('ix_copy_item'))

    op.drop_table('copy')
    with op.batch_alter_table('annotation', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_annotation_task'))
        batch_op.drop_index(batch_op.f('ix_annotation_project_person_id'))
        batch_op.drop_index(batch_op.f('ix_annotation_parent'), sqlite_where=sa.text('parent IS NOT NULL'), postgresql_where=sa.text('parent IS NOT NULL'))
        batch_op.drop_index(batch_op.f('ix_annotation_item'))

    op.drop_table('annotation')
