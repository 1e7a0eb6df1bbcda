"""How people search: in vain, saved, what words mean, and hints while sharing

Revision 0026, after 0025, 2026-11-25.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ideaboard.core.db import UtcDateTime


revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('lost_searches',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('times', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lost_searches')),
    sa.UniqueConstraint('day', 'words', name=op.f('uq_lost_searches_day_words')),
    sqlite_autoincrement=True
    )
    op.create_table('saved_searches',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('person_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.Column('board_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('saved_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('looked_at', UtcDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['board_id'], ['boards.id'], name=op.f('fk_saved_searches_board_id')),
    sa.ForeignKeyConstraint(['person_id'], ['people.id'], name=op.f('fk_saved_searches_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_searches')),
    sa.UniqueConstraint('person_id', 'words', 'board_id', name=op.f('uq_saved_searches_person_id_words_board_id')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('saved_searches', schema=None) as batch_op:
        batch_op.create_index('ix_saved_searches_person_id', ['person_id'], unique=False)

    op.create_table('word_rules',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('board_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('words', sa.JSON(), nullable=False),
    sa.CheckConstraint("kind in ('synonym', 'stop')", name=op.f('ck_word_rules_kind')),
    sa.ForeignKeyConstraint(['board_id'], ['boards.id'], name=op.f('fk_word_rules_board_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_word_rules')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('word_rules', schema=None) as batch_op:
        batch_op.create_index('ix_word_rules_board_id', ['board_id'], unique=False)

    op.create_table('hints',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('digest', sa.String(), nullable=False),
    sa.Column('at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('offered', sa.JSON(), nullable=False),
    sa.Column('chosen', sa.String(), nullable=True),
    sa.Column('idea_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint("chosen in ('supported', 'shared')", name=op.f('ck_hints_chosen')),
    sa.ForeignKeyConstraint(['idea_id'], ['ideas.id'], name=op.f('fk_hints_idea_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hints')),
    sa.UniqueConstraint('digest', name=op.f('uq_hints_digest')),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table('hints', schema=None) as batch_op:
        batch_op.create_index('ix_hints_at', ['at'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('hints', schema=None) as batch_op:
        batch_op.drop_index('ix_hints_at')

    op.drop_table('hints')
    with op.batch_alter_table('word_rules', schema=None) as batch_op:
        batch_op.drop_index('ix_word_rules_board_id')

    op.drop_table('word_rules')
    with op.batch_alter_table('saved_searches', schema=None) as batch_op:
        batch_op.drop_index('ix_saved_searches_person_id')

    op.drop_table('saved_searches')
    op.drop_table('lost_searches')
