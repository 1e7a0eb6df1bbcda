"""Where votes came from for some weeks, and which belong together

Revision 0025, after 0024, 2026-11-25.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ideaboard.core.db import UtcDateTime


revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('suspicions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('idea_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('evidence', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('found_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('settled_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('settled_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint("kind in ('hands', 'ring', 'burst')", name=op.f('ck_suspicions_kind')),
    sa.CheckConstraint("state in ('open', 'held', 'released', 'discarded')", name=op.f('ck_suspicions_state')),
    sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_suspicions_idea_id')),
    sa.ForeignKeyConstraint(['settled_by_id'], ['people.id'], name=op.f('fk_suspicions_settled_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suspicions')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('suspicions', schema=None) as batch_op:
        batch_op.create_index('ix_suspicions_idea_id_state', ['idea_id', 'state'], unique=False)

    op.create_table('vote_traces',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('idea_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('device', sa.String(), nullable=True),
    sa.Column('at', UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_vote_traces_idea_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_vote_traces_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vote_traces')),
    sa.UniqueConstraint('idea_id', 'person_id', name=op.f('uq_vote_traces_idea_id_person_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('vote_traces', schema=None) as batch_op:
        batch_op.create_index('ix_vote_traces_at', ['at'], unique=False)
        batch_op.create_index('ix_vote_traces_person_id', ['person_id'], unique=False)

    op.create_table('suspects',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('suspicion_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_suspects_person_id')),
    sa.ForeignKeyConstraint(['suspicion_id'], ['suspicions.id'], name=op.f('fk_suspects_suspicion_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suspects')),
    sa.UniqueConstraint('suspicion_id', 'person_id', name=op.f('uq_suspects_suspicion_id_person_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('suspects', schema=None) as batch_op:
        batch_op.create_index('ix_suspects_person_id', ['person_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('suspects', schema=None) as batch_op:
        batch_op.drop_index('ix_suspects_person_id')

    op.drop_table('suspects')
    with op.batch_alter_table('vote_traces', schema=None) as batch_op:
        batch_op.drop_index('ix_vote_traces_person_id')
        batch_op.drop_index('ix_vote_traces_at')

    op.drop_table('vote_traces')
    with op.batch_alter_table('suspicions', schema=None) as batch_op:
        batch_op.drop_index('ix_suspicions_idea_id_state')

    op.drop_table('suspicions')
