"""the moderated queue"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('digest',
    sa.Column('concern', sa.LargeBinary(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('concern'),
    sqlite_with_rowid=False
    )
    op.create_table('former_moderator',
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('organisation', sa.Text(), nullable=False),
    sa.Column('pseudonym', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('former_moderator', schema=None) as batch_op:
        batch_op.create_index('former_moderator_pseudonym', ['organisation', 'pseudonym'], unique=True)

    op.create_table('handover',
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('concern', sa.LargeBinary(), nullable=False),
    sa.Column('sender', sa.Text(), nullable=False),
    sa.Column('receiver', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('picked', sa.Text(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('basis', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('moderator', sa.LargeBinary(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('answered_by', sa.LargeBinary(), nullable=True),
    sa.Column('answered', sa.BigInteger(), nullable=True),
    sa.Column('behind', sa.BigInteger(), nullable=False),
    sa.Column('why', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('handover', schema=None) as batch_op:
        batch_op.create_index('handover_concern', ['concern'], unique=False)
        batch_op.create_index('handover_receiver', ['receiver', 'state'], unique=False)
        batch_op.create_index('handover_sender', ['sender', 'state'], unique=False)

    op.create_table('recusal',
    sa.Column('concern', sa.LargeBinary(), nullable=False),
    sa.Column('moderator', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('concern', 'moderator'),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('recusal', schema=None) as batch_op:
        batch_op.create_index('recusal_moderator', ['moderator'], unique=False)

    op.create_table('staff_group',
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('organisation', sa.Text(), nullable=False),
    sa.Column('language', sa.Text(), nullable=False),
    sa.Column('linked', sa.BigInteger(), nullable=False),
    sa.Column('due', sa.BigInteger(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('organisation'),
    sqlite_with_rowid=False
    )
    op.create_table('theme',
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('organisation', sa.Text(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('opened', sa.BigInteger(), nullable=False),
    sa.Column('closed', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id'),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('theme', schema=None) as batch_op:
        batch_op.create_index('theme_organisation', ['organisation', 'closed'], unique=False)

    op.create_table('translation',
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('tries', sa.BigInteger(), nullable=False),
    sa.Column('expires', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sqlite_with_rowid=False
    )
    op.create_table('writing',
    sa.Column('concern', sa.LargeBinary(), nullable=False),
    sa.Column('moderator', sa.LargeBinary(), nullable=False),
    sa.Column('until', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('concern', 'moderator'),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('writing', schema=None) as batch_op:
        batch_op.create_index('writing_until', ['until'], unique=False)

    with op.batch_alter_table('concern', schema=None) as batch_op:
        batch_op.add_column(sa.Column('held_since', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('follow_up', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('report_due', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('reader_since', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('chased', sa.BigInteger(), server_default=sa.text('0'), nullable=False))
        batch_op.add_column(sa.Column('desk', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('theme', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('rated', sa.BigInteger(), server_default=sa.text('0'), nullable=False))
        batch_op.create_index('concern_closed', ['organisation', 'status', 'touched_hour', 'id'], unique=False)
        batch_op.create_index('concern_follow_up', ['follow_up'], unique=False)
        batch_op.create_index('concern_held', ['status', 'held_since'], unique=False)
        batch_op.create_index('concern_reader', ['reader_since'], unique=False)
        batch_op.create_index('concern_report', ['report_due'], unique=False)
        batch_op.create_index('concern_searched', ['organisation', 'id'], unique=False)
        batch_op.create_index('concern_theme', ['theme'], unique=False)

    with op.batch_alter_table('invite', schema=None) as batch_op:
        batch_op.add_column(sa.Column('id', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('practised', sa.BigInteger(), server_default=sa.text('0'), nullable=False))

    with op.batch_alter_table('moderator', schema=None) as batch_op:
        batch_op.add_column(sa.Column('on_duty', sa.BigInteger(), server_default=sa.text('1'), nullable=False))
        batch_op.add_column(sa.Column('practised', sa.BigInteger(), server_default=sa.text('1'), nullable=False))
        batch_op.create_index('moderator_pseudonym', ['organisation', 'pseudonym'], unique=True)



def downgrade() -> None:
    with op.batch_alter_table('moderator', schema=None) as batch_op:
        batch_op.drop_index('moderator_pseudonym')
        batch_op.drop_column('practised')
        batch_op.drop_column('on_duty')

    with op.batch_alter_table('invite', schema=None) as batch_op:
        batch_op.drop_column('practised')
        batch_op.drop_column('id')

    with op.batch_alter_table('concern', schema=None) as batch_op:
        batch_op.drop_index('concern_theme')
        batch_op.drop_index('concern_searched')
        batch_op.drop_index('concern_report')
        batch_op.drop_index('concern_reader')
        batch_op.drop_index('concern_held')
        batch_op.drop_index('concern_follow_up')
        batch_op.drop_index('concern_closed')
        batch_op.drop_column('rated')
        batch_op.drop_column('theme')
        batch_op.drop_column('desk')
        batch_op.drop_column('chased')
        batch_op.drop_column('reader_since')
        batch_op.drop_column('report_due')
        batch_op.drop_column('follow_up')
        batch_op.drop_column('held_since')

    with op.batch_alter_table('writing', schema=None) as batch_op:
        batch_op.drop_index('writing_until')

    op.drop_table('writing')
    op.drop_table('translation')
    with op.batch_alter_table('theme', schema=None) as batch_op:
        batch_op.drop_index('theme_organisation')

    op.drop_table('theme')
    op.drop_table('staff_group')
    with op.batch_alter_table('recusal', schema=None) as batch_op:
        batch_op.drop_index('recusal_moderator')

    op.drop_table('recusal')
    with op.batch_alter_table('handover', schema=None) as batch_op:
        batch_op.drop_index('handover_sender')
        batch_op.drop_index('handover_receiver')
        batch_op.drop_index('handover_concern')

    op.drop_table('handover')
    with op.batch_alter_table('former_moderator', schema=None) as batch_op:
        batch_op.drop_index('former_moderator_pseudonym')

    op.drop_table('former_moderator')
    op.drop_table('digest')
