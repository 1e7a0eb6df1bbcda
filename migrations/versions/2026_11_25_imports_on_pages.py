"""Imports by way of the pages, and taken back

Revision 0017, after 0016, 2026-11-25.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COLUMNS = (
    ("state", sa.String(), "done"),
    ("mapping", sa.JSON(), "{}"),
    ("rows_done", sa.BigInteger(), "0"),
    ("rows_all", sa.BigInteger(), "0"),
)


def upgrade() -> None:
    with op.batch_alter_table("import_runs", schema=None) as batch_op:
        for name, kind, value in COLUMNS:
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=value))
        batch_op.add_column(sa.Column("by_id", NUMBER, nullable=True))
        batch_op.add_column(sa.Column("problem", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_import_runs_by_id"), "people", ["by_id"], ["id"])
        batch_op.create_check_constraint(
            batch_op.f("ck_import_runs_state"), "state in ('new', 'checking', 'checked', 'taking', 'done', 'failed')"
        )
    with op.batch_alter_table("import_runs", schema=None) as batch_op:
        for name, kind, _value in COLUMNS:
            batch_op.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("import_runs", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_import_runs_state"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_import_runs_by_id"), type_="foreignkey")
        for name in ("state", "mapping", "rows_done", "rows_all", "by_id", "problem", "undone_at"):
            batch_op.drop_column(name)
