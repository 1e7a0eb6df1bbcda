"""What came from elsewhere

Revision 0002, after 0001, 2026-11-22.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('import_runs',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('board_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('report', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['board_id'], ['boards.id'], name=op.f('fk_import_runs_board_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_runs')),
    sqlite_autoincrement=True
    )
    op.create_table('origins',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('run_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('board_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('foreign_id', sa.String(), nullable=False),
    sa.Column('own_id', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("kind in ('idea', 'comment', 'person')", name=op.f('ck_origins_kind')),
    sa.ForeignKeyConstraint(['board_id'], ['boards.id'], name=op.f('fk_origins_board_id')),
    sa.ForeignKeyConstraint(['run_id'], ['import_runs.id'], name=op.f('fk_origins_run_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_origins')),
    sa.UniqueConstraint('board_id', 'source', 'kind', 'foreign_id', name=op.f('uq_origins_board_id_source_kind_foreign_id')),
    sqlite_autoincrement=True
    )


def downgrade() -> None:
    op.drop_table('origins')
    op.drop_table('import_runs')
