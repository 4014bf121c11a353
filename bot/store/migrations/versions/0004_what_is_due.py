"""what is due is found however much waits"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

_WAITING = sa.text("dead = 0")


def upgrade() -> None:
    op.drop_index('outbox_due', table_name='outbox')
    op.drop_index('outbox_stream', table_name='outbox')
    for name, columns in (('outbox_order', ['lane', 'id']), ('outbox_next', ['due'])):
        op.create_index(
            name, 'outbox', columns, sqlite_where=_WAITING, postgresql_where=_WAITING
        )
    op.create_index('outbox_stream', 'outbox', ['stream', 'id'])
