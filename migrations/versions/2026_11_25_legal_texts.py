"""Privacy and terms with versions, and who accepted which

Revision 0022, after 0021, 2026-11-25. What admins wrote so far becomes version 1.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ideaboard.core.db import UtcDateTime

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SETTINGS = sa.table("site_settings", sa.column("key", sa.String), sa.column("value", sa.JSON))
PEOPLE = sa.table("people", sa.column("id", NUMBER), sa.column("kind", sa.String))


def upgrade() -> None:
    made = op.create_table(
        "legal_texts",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("asks", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("by_id", NUMBER, nullable=False),
        sa.Column("id", NUMBER, nullable=False),
        sa.CheckConstraint("kind in ('privacy', 'terms')", name=op.f("ck_legal_texts_kind")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_legal_texts_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_texts")),
        sa.UniqueConstraint("kind", "number", name=op.f("uq_legal_texts_kind_number")),
        sqlite_autoincrement=True,
    )
    for kind in ("privacy", "terms"):
        name = f"{kind}_accepted"
        op.add_column("people", sa.Column(name, sa.BigInteger(), nullable=False, server_default="-1"))
    with op.batch_alter_table("people", schema=None) as batch_op:
        for kind in ("privacy", "terms"):
            batch_op.alter_column(f"{kind}_accepted", existing_type=sa.BigInteger(), server_default=None)
    _keep(made)


def _keep(made: sa.Table) -> None:
    connection = op.get_bind()
    house = connection.scalar(sa.select(PEOPLE.c.id).where(PEOPLE.c.kind == "system"))
    written = {row.key: row.value for row in connection.execute(sa.select(SETTINGS))}
    now = sa.func.now() if connection.dialect.name == "postgresql" else sa.text("'2026-11-25 00:00:00.000000'")
    for kind in ("privacy", "terms"):
        if house is not None and written.get(kind):
            values = {"kind": kind, "number": 1, "text": written[kind], "asks": False, "by_id": house}
            connection.execute(sa.insert(made).values(at=now, **values))
    connection.execute(sa.delete(SETTINGS).where(SETTINGS.c.key.in_(["privacy", "terms"])))


def downgrade() -> None:
    op.drop_table("legal_texts")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_column("privacy_accepted")
        batch_op.drop_column("terms_accepted")
