"""Sessions as rows: listed, and ended one by one

Revision 0006, after 0005, 2026-11-25. Everybody signs in once more.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ideaboard.core.db import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sign_ins",
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("two_steps", sa.Boolean(), nullable=False),
        sa.Column("browser", sa.String(), nullable=False),
        sa.Column("system", sa.String(), nullable=False),
        sa.Column("opened_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("seen_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("proved_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("way in ('password', 'code', 'passkey', 'provider')", name=op.f("ck_sign_ins_way")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sign_ins_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ins")),
        sa.UniqueConstraint("digest", name=op.f("uq_sign_ins_digest")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("sign_ins", schema=None) as batch_op:
        batch_op.create_index("ix_sign_ins_person_id", ["person_id"], unique=False)
        batch_op.create_index("ix_sign_ins_seen_at", ["seen_at"], unique=False)
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_column("sign_in_epoch")
    op.execute("UPDATE codes SET purpose = 'signin' WHERE purpose = 'reset'")


def downgrade() -> None:
    op.execute("UPDATE codes SET purpose = 'reset' WHERE purpose = 'signin'")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sign_in_epoch", sa.BigInteger(), nullable=False, server_default="0"))
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.alter_column("sign_in_epoch", server_default=None)
    op.drop_table("sign_ins")
