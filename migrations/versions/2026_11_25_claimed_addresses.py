"""Addresses that people say are theirs, until a mail proves it

Revision 0029, after 0028, 2026-11-25.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.add_column(sa.Column("claimed", sa.String(), nullable=True))
        batch_op.create_check_constraint(op.f("ck_people_claimed_lower"), "claimed = lower(claimed)")
        batch_op.create_check_constraint(op.f("ck_people_one_address"), "email is null or claimed is null")
        batch_op.create_index("ix_people_claimed_id", ["claimed", "id"], unique=False)


def downgrade() -> None:
    """Who alone claims an address keeps it; the others keep an account without one."""
    op.execute(
        "update people set email = claimed, claimed = null where claimed is not null "
        "and not exists (select 1 from people as other where other.email = people.claimed) "
        "and id = (select max(last.id) from people as last where last.claimed = people.claimed)"
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index("ix_people_claimed_id")
        batch_op.drop_constraint(op.f("ck_people_one_address"), type_="check")
        batch_op.drop_constraint(op.f("ck_people_claimed_lower"), type_="check")
        batch_op.drop_column("claimed")
