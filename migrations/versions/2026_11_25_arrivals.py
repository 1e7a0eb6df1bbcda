"""Who brought whom, and how far people go

Revision 0027, after 0026, 2026-11-25.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ideaboard.core.db import UtcDateTime


revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('daily_counts',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('step', sa.String(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("step in ('seen', 'opened', 'shared', 'signed_up', 'voted', 'posted')", name=op.f('ck_daily_counts_step')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_daily_counts')),
    sa.UniqueConstraint('day', 'step', name=op.f('uq_daily_counts_day_step')),
    sqlite_autoincrement=True
    )
    op.create_table('arrivals',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('idea_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('at', UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_arrivals_by_id')),
    sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_arrivals_idea_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_arrivals_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_arrivals')),
    sa.UniqueConstraint('person_id', name=op.f('uq_arrivals_person_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('arrivals', schema=None) as batch_op:
        batch_op.create_index('ix_arrivals_by_id_idea_id', ['by_id', 'idea_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('arrivals', schema=None) as batch_op:
        batch_op.drop_index('ix_arrivals_by_id_idea_id')

    op.drop_table('arrivals')
    op.drop_table('daily_counts')
