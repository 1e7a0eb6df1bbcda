"""Posts that wait for a look, weighed reports, appeals, undo of everything, a score learned from decisions

Revision 0016, after 0015, 2026-11-25.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ideaboard.core.db import UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = ("publish", "return", "remove", "restore", "hide", "show", "dismiss", "suspend", "lift")
WITHOUT_REASON = ("publish", "show", "restore", "lift", "dismiss")


def upgrade() -> None:
    for table in ("ideas", "comments"):
        _check(table, "hidden_for", "hidden_for in ('flags', 'sanction', 'ruling', 'held')")
    _check("rulings", "kind", f"kind in ({_listed((*KINDS, 'reopen', 'uphold'))})")
    _check("rulings", "reason", f"kind in ({_listed((*WITHOUT_REASON, 'reopen'))}) or length(reason) > 0")
    _rulings()
    _flags()
    _holds()
    _appeals()
    op.create_table(
        "spam_models",
        sa.Column("learned_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_ruling_id", sa.BigInteger(), nullable=False),
        sa.Column("good", sa.BigInteger(), nullable=False),
        sa.Column("bad", sa.BigInteger(), nullable=False),
        sa.Column("bias", sa.Double(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("measured", sa.JSON(), nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spam_models")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    for table in ("spam_models", "appeals", "holds"):
        op.drop_table(table)
    with op.batch_alter_table("flags", schema=None) as batch_op:
        batch_op.drop_index("ix_flags_ruling_id")
        batch_op.drop_constraint(op.f("fk_flags_ruling_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("ck_flags_outcome"), type_="check")
        batch_op.drop_constraint(op.f("ck_flags_weight"), type_="check")
        for column in ("ruling_id", "outcome", "weight"):
            batch_op.drop_column(column)
    op.execute("DELETE FROM rulings WHERE kind in ('reopen', 'uphold')")
    with op.batch_alter_table("rulings", schema=None) as batch_op:
        for index in ("ix_rulings_whom_id_id", "ix_rulings_by_id_id", "ix_rulings_batch_id"):
            batch_op.drop_index(index)
        for column in ("board_id", "whom_id", "batch_id"):
            batch_op.drop_constraint(op.f(f"fk_rulings_{column}"), type_="foreignkey")
            batch_op.drop_column(column)
    _check("rulings", "kind", f"kind in ({_listed(KINDS)})")
    _check("rulings", "reason", f"kind in ({_listed(WITHOUT_REASON)}) or length(reason) > 0")
    for table in ("ideas", "comments"):
        op.execute(f"UPDATE {table} SET hidden_for = 'flags' WHERE hidden_for = 'held'")
        _check(table, "hidden_for", "hidden_for in ('flags', 'sanction', 'ruling')")


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(repr(word) for word in words)


def _check(table: str, name: str, condition: str) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        batch_op.create_check_constraint(op.f(f"ck_{table}_{name}"), condition)


def _rulings() -> None:
    """Which board and whose post it was follows from what it was about."""
    with op.batch_alter_table("rulings", schema=None) as batch_op:
        for column, table in (("board_id", "boards"), ("whom_id", "people"), ("batch_id", "rulings")):
            batch_op.add_column(sa.Column(column, KEY, nullable=True))
            batch_op.create_foreign_key(op.f(f"fk_rulings_{column}"), table, [column], ["id"])
        batch_op.create_index("ix_rulings_whom_id_id", ["whom_id", "id"], unique=False)
        batch_op.create_index("ix_rulings_by_id_id", ["by_id", "id"], unique=False)
        batch_op.create_index("ix_rulings_batch_id", ["batch_id"], unique=False)
    idea_of = "coalesce(rulings.idea_id, (SELECT idea_id FROM comments WHERE comments.id = rulings.comment_id))"
    op.execute(f"UPDATE rulings SET board_id = (SELECT board_id FROM ideas WHERE ideas.id = {idea_of})")
    op.execute(
        "UPDATE rulings SET whom_id = coalesce(person_id,"
        " (SELECT author_id FROM comments WHERE comments.id = rulings.comment_id),"
        " (SELECT author_id FROM ideas WHERE ideas.id = rulings.idea_id))"
    )


def _flags() -> None:
    with op.batch_alter_table("flags", schema=None) as batch_op:
        batch_op.add_column(sa.Column("weight", sa.BigInteger(), nullable=False, server_default="100"))
        batch_op.add_column(sa.Column("outcome", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("ruling_id", KEY, nullable=True))
        batch_op.create_foreign_key(op.f("fk_flags_ruling_id"), "rulings", ["ruling_id"], ["id"])
        batch_op.create_check_constraint(op.f("ck_flags_outcome"), "outcome in ('upheld', 'dismissed')")
        batch_op.create_check_constraint(op.f("ck_flags_weight"), "weight between 0 and 200")
        batch_op.create_index("ix_flags_ruling_id", ["ruling_id"], unique=False)
    with op.batch_alter_table("flags", schema=None) as batch_op:
        batch_op.alter_column("weight", server_default=None)


def _holds() -> None:
    op.create_table(
        "holds",
        sa.Column("idea_id", KEY, nullable=True),
        sa.Column("comment_id", KEY, nullable=True),
        sa.Column("board_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("doubts", sa.JSON(), nullable=False),
        sa.Column("was_public", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("answer_by", UtcDateTime(timezone=True), nullable=False),
        sa.Column("settled_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("ruling_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.CheckConstraint("(idea_id is null) <> (comment_id is null)", name=op.f("ck_holds_one_subject")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_holds_idea_id")),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_holds_comment_id")),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_holds_board_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_holds_person_id")),
        sa.ForeignKeyConstraint(["ruling_id"], ["rulings.id"], name=op.f("fk_holds_ruling_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
        sqlite_autoincrement=True,
    )
    still_open = {"sqlite_where": sa.text("settled_at IS NULL"), "postgresql_where": sa.text("settled_at IS NULL")}
    with op.batch_alter_table("holds", schema=None) as batch_op:
        batch_op.create_index("ix_holds_settled_at_id", ["settled_at", "id"], unique=False)
        for column in ("idea_id", "comment_id", "ruling_id"):
            batch_op.create_index(f"ix_holds_{column}", [column], unique=False)
        for column in ("idea_id", "comment_id"):
            batch_op.create_index(f"uq_holds_open_{column}", [column], unique=True, **still_open)


def _appeals() -> None:
    op.create_table(
        "appeals",
        sa.Column("ruling_id", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.Column("board_id", KEY, nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("decided_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("decision_id", KEY, nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.CheckConstraint("outcome in ('upheld', 'overturned')", name=op.f("ck_appeals_outcome")),
        sa.CheckConstraint("(outcome is null) = (decided_at is null)", name=op.f("ck_appeals_decided")),
        sa.ForeignKeyConstraint(["ruling_id"], ["rulings.id"], name=op.f("fk_appeals_ruling_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_appeals_person_id")),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_appeals_board_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["rulings.id"], name=op.f("fk_appeals_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeals")),
        sa.UniqueConstraint("ruling_id", name=op.f("uq_appeals_ruling_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("appeals", schema=None) as batch_op:
        batch_op.create_index("ix_appeals_decided_at_id", ["decided_at", "id"], unique=False)
        batch_op.create_index("ix_appeals_decision_id", ["decision_id"], unique=False)
