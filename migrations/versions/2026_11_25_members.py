"""Members of boards, agreements before the details, names kept from those who judge

Revision 0012, after 0011, 2026-11-25.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from ideaboard.domain.boards import agreements, rules

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("boards", schema=None) as batch_op:
        batch_op.add_column(sa.Column("joining", sa.String(), nullable=False, server_default="open"))
        batch_op.add_column(sa.Column("anonymous", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("gated", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("terms_digest", sa.String(), nullable=True))
    with op.batch_alter_table("boards", schema=None) as batch_op:
        for column in ("joining", "anonymous", "gated"):
            batch_op.alter_column(column, server_default=None)
        batch_op.create_check_constraint("joining", "joining in ('open', 'approval', 'invitation')")
    with op.batch_alter_table("acceptances", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version", sa.BigInteger(), nullable=True))
    op.create_table(
        "memberships",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("board_id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("via", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_id", NUMBER, nullable=True),
        sa.CheckConstraint("state in ('asked', 'member')", name=op.f("ck_memberships_state")),
        sa.CheckConstraint("via in ('open', 'asked', 'invitation', 'staff')", name=op.f("ck_memberships_via")),
        sa.CheckConstraint("(state = 'member') = (joined_at is not null)", name=op.f("ck_memberships_joined")),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_memberships_board_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_memberships_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_memberships_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memberships")),
        sa.UniqueConstraint("board_id", "person_id", name=op.f("uq_memberships_board_id_person_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index("ix_memberships_board_id_state_id", ["board_id", "state", "id"], unique=False)
        batch_op.create_index("ix_memberships_person_id", ["person_id"], unique=False)
    op.create_table(
        "board_invitations",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("board_id", NUMBER, nullable=False),
        sa.Column("person_id", NUMBER, nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("by_id", NUMBER, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_board_invitations_board_id")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_board_invitations_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_board_invitations_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_invitations")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("board_invitations", schema=None) as batch_op:
        batch_op.create_index("ix_board_invitations_board_id_id", ["board_id", "id"], unique=False)
    _keep_terms()


def _keep_terms() -> None:
    """What the rules of each board say already, as the new columns have it. (The house's wordings never change.)"""
    connection = op.get_bind()
    current = connection.execute(
        sa.text(
            "select boards.id, rules_versions.document from boards join rules_versions"
            " on rules_versions.board_id = boards.id and rules_versions.number = boards.rules_number"
        )
    ).all()
    for number, document in current:
        found = rules.parse(json.loads(document) if isinstance(document, str) else document)
        connection.execute(
            sa.text("update boards set gated = :gated, terms_digest = :digest where id = :id"),
            {
                "id": number,
                "gated": agreements.gates(found.terms, found.ranking.visibility),
                "digest": agreements.digest_of(found.terms),
            },
        )


def downgrade() -> None:
    op.drop_table("board_invitations")
    op.drop_table("memberships")
    with op.batch_alter_table("acceptances", schema=None) as batch_op:
        batch_op.drop_column("version")
    with op.batch_alter_table("boards", schema=None) as batch_op:
        batch_op.drop_constraint("joining", type_="check")
        batch_op.drop_column("terms_digest")
        batch_op.drop_column("gated")
        batch_op.drop_column("anonymous")
        batch_op.drop_column("joining")
