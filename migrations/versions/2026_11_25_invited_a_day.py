"""How many invitations somebody sent lately

Revision 0015, after 0014, 2026-11-25.
"""

from __future__ import annotations

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("maker_invitations", schema=None) as batch_op:
        batch_op.create_index("ix_maker_invitations_by_id_made_at", ["by_id", "made_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("maker_invitations", schema=None) as batch_op:
        batch_op.drop_index("ix_maker_invitations_by_id_made_at")
