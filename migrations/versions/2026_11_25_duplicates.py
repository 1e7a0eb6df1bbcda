"""Pairs of ideas that may be the same one

Revision 0011, after 0010, 2026-11-25.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "comparisons",
        sa.Column("idea_id", KEY, autoincrement=False, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_comparisons_idea_id")),
        sa.PrimaryKeyConstraint("idea_id", name=op.f("pk_comparisons")),
    )
    op.create_table(
        "pairs",
        sa.Column("id", KEY, nullable=False),
        sa.Column("board_id", KEY, nullable=False),
        sa.Column("idea_id", KEY, nullable=False),
        sa.Column("other_id", KEY, nullable=False),
        sa.Column("likeness", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dismissed_by_id", KEY, nullable=True),
        sa.CheckConstraint("idea_id < other_id", name=op.f("ck_pairs_ordered")),
        sa.CheckConstraint("likeness between 0 and 1000", name=op.f("ck_pairs_likeness")),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_pairs_board_id")),
        sa.ForeignKeyConstraint(["dismissed_by_id"], ["people.id"], name=op.f("fk_pairs_dismissed_by_id")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_pairs_idea_id")),
        sa.ForeignKeyConstraint(["other_id"], ["ideas.id"], name=op.f("fk_pairs_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairs")),
        sa.UniqueConstraint("idea_id", "other_id", name=op.f("uq_pairs_idea_id_other_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("pairs", schema=None) as batch_op:
        batch_op.create_index("ix_pairs_board_id_dismissed_at", ["board_id", "dismissed_at", "id"], unique=False)
        batch_op.create_index("ix_pairs_other_id", ["other_id"], unique=False)


def downgrade() -> None:
    op.drop_table("pairs")
    op.drop_table("comparisons")
