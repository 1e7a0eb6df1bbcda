"""Links that ask colleagues into the team

Revision 0028, after 0027, 2026-11-25.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ideaboard.core.db import UtcDateTime


revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('team_invitations',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('email', sa.String(), nullable=True),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('board_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('nonce', sa.String(), nullable=False),
    sa.Column('made_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('expires_at', UtcDateTime(timezone=True), nullable=False),
    sa.Column('accepted_at', UtcDateTime(timezone=True), nullable=True),
    sa.Column('accepted_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint("role in ('moderator', 'reviewer', 'admin')", name=op.f('ck_team_invitations_role')),
    sa.CheckConstraint('(accepted_at is null) = (accepted_by_id is null)', name=op.f('ck_team_invitations_accepted')),
    sa.ForeignKeyConstraint(['accepted_by_id'], ['people.id'], name=op.f('fk_team_invitations_accepted_by_id')),
    sa.ForeignKeyConstraint(['board_id'], ['boards.id'], name=op.f('fk_team_invitations_board_id')),
    sa.ForeignKeyConstraint(['by_id'], ['people.id'], name=op.f('fk_team_invitations_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team_invitations')),
    sqlite_autoincrement=True
    )


def downgrade() -> None:
    op.drop_table('team_invitations')
