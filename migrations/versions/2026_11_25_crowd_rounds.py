"""Rounds that the crowd or a panel judges

Revision 0020, after 0019, 2026-11-25.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _only(condition: str) -> dict[str, object]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def upgrade() -> None:
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_rounds_board_id_kind_cut_at"), type_="unique")
        batch_op.drop_constraint(batch_op.f("ck_rounds_kind"), type_="check")
        batch_op.add_column(sa.Column("title", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("ballot", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("by_clock", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_check_constraint(batch_op.f("ck_rounds_kind"), "kind in ('batch', 'crowd', 'panel')")
        batch_op.create_check_constraint(
            batch_op.f("ck_rounds_crowd_votes"), "(kind = 'crowd') = (ballot is not null)"
        )
        batch_op.create_check_constraint(batch_op.f("ck_rounds_opens_first"), "opens_at is null or opens_at < cut_at")
        batch_op.create_index("ix_rounds_board_id_cut_at", ["board_id", "cut_at"], unique=False)
        batch_op.create_index("uq_rounds_batch", ["board_id", "cut_at"], unique=True, **_only("kind = 'batch'"))
        batch_op.create_index("uq_rounds_by_clock", ["board_id", "opens_at"], unique=True, **_only("by_clock"))
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.alter_column("title", existing_type=sa.String(), server_default=None)
        batch_op.alter_column("by_clock", existing_type=sa.Boolean(), server_default=None)
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("chosen", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("voters", sa.BigInteger(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("result", sa.BigInteger(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("place", sa.BigInteger(), nullable=True))
    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.alter_column("chosen", existing_type=sa.Boolean(), server_default=None)
        batch_op.alter_column("voters", existing_type=sa.BigInteger(), server_default=None)
        batch_op.alter_column("result", existing_type=sa.BigInteger(), server_default=None)
    op.create_table(
        "round_votes",
        sa.Column("round_id", NUMBER, nullable=False),
        sa.Column("idea_id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", NUMBER, nullable=False),
        sa.CheckConstraint("ended_at is null or ended_at >= cast_at", name=op.f("ck_round_votes_ends_after")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_round_votes_round_id")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_round_votes_idea_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_round_votes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_votes")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("round_votes", schema=None) as batch_op:
        batch_op.create_index("ix_round_votes_round_id_idea_id", ["round_id", "idea_id"], unique=False)
        batch_op.create_index("ix_round_votes_person_id", ["person_id"], unique=False)
        batch_op.create_index(
            "uq_round_votes_living", ["round_id", "person_id", "idea_id"], unique=True, **_only("ended_at IS NULL")
        )


def downgrade() -> None:
    op.drop_table("round_votes")
    op.execute("DELETE FROM entries WHERE round_id IN (SELECT id FROM rounds WHERE kind <> 'batch')")
    op.execute("DELETE FROM rounds WHERE kind <> 'batch'")
    with op.batch_alter_table("entries", schema=None) as batch_op:
        for name in ("chosen", "voters", "result", "place"):
            batch_op.drop_column(name)
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.drop_index("uq_rounds_by_clock", **_only("by_clock"))
        batch_op.drop_index("uq_rounds_batch", **_only("kind = 'batch'"))
        batch_op.drop_index("ix_rounds_board_id_cut_at")
        batch_op.drop_constraint(batch_op.f("ck_rounds_opens_first"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_rounds_crowd_votes"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_rounds_kind"), type_="check")
        for name in ("title", "opens_at", "opened_at", "ballot", "by_clock"):
            batch_op.drop_column(name)
        batch_op.create_check_constraint(batch_op.f("ck_rounds_kind"), "kind in ('batch')")
        batch_op.create_unique_constraint(batch_op.f("uq_rounds_board_id_kind_cut_at"), ["board_id", "kind", "cut_at"])
