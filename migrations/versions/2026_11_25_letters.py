"""Kinds of letters, and at most one a day about an idea

Revision 0024, after 0023, 2026-11-25. Who wanted letters gets the usual kinds, who did not gets none.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ideaboard.core.db import UtcDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "last_letters",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("idea_id", ID, nullable=False),
        sa.Column("errand_id", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_last_letters_idea_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_last_letters_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_last_letters")),
        sa.UniqueConstraint("person_id", "idea_id", name=op.f("uq_last_letters_person_id_idea_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("last_letters", schema=None) as batch_op:
        batch_op.create_index("ix_last_letters_idea_id", ["idea_id"], unique=False)
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mails", sa.String(), nullable=False, server_default=""))
    op.execute("UPDATE people SET mails = 'screening answers decisions invitations' WHERE mail_wanted")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.alter_column("mails", server_default=None)
        batch_op.drop_column("mail_wanted")


def downgrade() -> None:
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mail_wanted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute("UPDATE people SET mail_wanted = (mails <> '')")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.alter_column("mail_wanted", server_default=None)
        batch_op.drop_column("mails")
    op.drop_table("last_letters")
