"""An idea stays with those it was submitted for, whatever its board becomes

Revision 0014, after 0013, 2026-11-25.
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("boards", schema=None) as batch_op:
        batch_op.add_column(sa.Column("narrowed", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("ideas", schema=None) as batch_op:
        batch_op.add_column(sa.Column("visibility", sa.String(), nullable=False, server_default="public"))
    _keep_visibility()
    with op.batch_alter_table("boards", schema=None) as batch_op:
        batch_op.alter_column("narrowed", server_default=None)
    with op.batch_alter_table("ideas", schema=None) as batch_op:
        batch_op.alter_column("visibility", server_default=None)
        batch_op.create_check_constraint("visibility", "visibility in ('public', 'members', 'private')")


def _keep_visibility() -> None:
    """What the rules said under which each idea was submitted."""
    connection = op.get_bind()
    versions = connection.execute(sa.text("select id, board_id, document from rules_versions")).all()
    for number, board, document in versions:
        said = json.loads(document) if isinstance(document, str) else document
        visibility = said["ranking"]["visibility"]
        if visibility == "public":
            continue
        same = {"id": number, "board": board, "visibility": visibility, "yes": True}
        connection.execute(sa.text("update ideas set visibility = :visibility where rules_id = :id"), same)
        connection.execute(sa.text("update boards set narrowed = :yes where id = :board"), same)


def downgrade() -> None:
    with op.batch_alter_table("ideas", schema=None) as batch_op:
        batch_op.drop_constraint("visibility", type_="check")
        batch_op.drop_column("visibility")
    with op.batch_alter_table("boards", schema=None) as batch_op:
        batch_op.drop_column("narrowed")
