"""Invitations to make an idea together, proposals of shares, credited contributions

Revision 0013, after 0012, 2026-11-25.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "maker_invitations",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("idea_id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("share", sa.BigInteger(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("by_id", NUMBER, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("accepted_at", MOMENT, nullable=True),
        sa.Column("refused_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint("share between 0 and 10000", name=op.f("ck_maker_invitations_share")),
        sa.CheckConstraint("person_id is not null or email is not null", name=op.f("ck_maker_invitations_for_somebody")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_maker_invitations_by_id")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_maker_invitations_idea_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_maker_invitations_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_maker_invitations")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("maker_invitations", schema=None) as batch_op:
        batch_op.create_index("ix_maker_invitations_idea_id", ["idea_id"], unique=False)
        batch_op.create_index("ix_maker_invitations_person_id", ["person_id"], unique=False)
    op.create_table(
        "share_proposals",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("idea_id", NUMBER, nullable=False),
        sa.Column("by_id", NUMBER, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("shares", sa.JSON(), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.CheckConstraint(
            "outcome in ('agreed', 'refused', 'withdrawn', 'overtaken')", name=op.f("ck_share_proposals_outcome")
        ),
        sa.CheckConstraint("(closed_at is null) = (outcome is null)", name=op.f("ck_share_proposals_closed")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_share_proposals_by_id")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_share_proposals_idea_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_share_proposals")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("share_proposals", schema=None) as batch_op:
        batch_op.create_index("ix_share_proposals_idea_id", ["idea_id"], unique=False)
    op.create_table(
        "share_consents",
        sa.Column("proposal_id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_share_consents_person_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["share_proposals.id"], name=op.f("fk_share_consents_proposal_id")),
        sa.PrimaryKeyConstraint("proposal_id", "person_id", name=op.f("pk_share_consents")),
    )
    op.create_table(
        "contributions",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("idea_id", NUMBER, nullable=False),
        sa.Column("comment_id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("by_id", NUMBER, nullable=False),
        sa.Column("offered_at", MOMENT, nullable=False),
        sa.Column("agreed_at", MOMENT, nullable=True),
        sa.Column("declined_at", MOMENT, nullable=True),
        sa.CheckConstraint("agreed_at is null or declined_at is null", name=op.f("ck_contributions_one_answer")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_contributions_by_id")),
        sa.ForeignKeyConstraint(["comment_id"], ["comments.id"], name=op.f("fk_contributions_comment_id")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_contributions_idea_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_contributions_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributions")),
        sa.UniqueConstraint("comment_id", name=op.f("uq_contributions_comment_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("contributions", schema=None) as batch_op:
        batch_op.create_index("ix_contributions_idea_id", ["idea_id"], unique=False)
        batch_op.create_index("ix_contributions_person_id", ["person_id"], unique=False)


def downgrade() -> None:
    op.drop_table("contributions")
    op.drop_table("share_consents")
    op.drop_table("share_proposals")
    op.drop_table("maker_invitations")
