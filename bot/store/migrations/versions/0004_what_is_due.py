"""what is due is found however much waits"""

from __future__ import annotations

from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index('outbox_due', table_name='outbox')
    op.drop_index('outbox_stream', table_name='outbox')
    op.create_index('outbox_order', 'outbox', ['dead', 'lane', 'id'])
    op.create_index('outbox_next', 'outbox', ['dead', 'due'])
    op.create_index('outbox_stream', 'outbox', ['stream', 'id'])
