"""Ballots that are held, and ballots that the team threw out

Revision 0008, after 0007, 2026-11-25.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SET_APART = sa.text("held_for IS NOT NULL OR discarded_by_id IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("votes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("held_for", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("discarded_by_id", KEY, nullable=True))
        batch_op.create_foreign_key(op.f("fk_votes_discarded_by_id"), "people", ["discarded_by_id"], ["id"])
        batch_op.create_check_constraint(op.f("ck_votes_held_for"), "held_for in ('unconfirmed', 'suspicious')")
        batch_op.create_check_constraint(
            op.f("ck_votes_discarded_ended"), "discarded_by_id is null or ended_at is not null"
        )
        batch_op.create_index(
            "ix_votes_set_apart",
            ["idea_id", "person_id", "id"],
            unique=False,
            sqlite_where=SET_APART,
            postgresql_where=SET_APART,
        )


def downgrade() -> None:
    with op.batch_alter_table("votes", schema=None) as batch_op:
        batch_op.drop_index("ix_votes_set_apart", sqlite_where=SET_APART, postgresql_where=SET_APART)
        batch_op.drop_constraint(op.f("ck_votes_discarded_ended"), type_="check")
        batch_op.drop_constraint(op.f("ck_votes_held_for"), type_="check")
        batch_op.drop_constraint(op.f("fk_votes_discarded_by_id"), type_="foreignkey")
        batch_op.drop_column("discarded_by_id")
        batch_op.drop_column("held_for")
