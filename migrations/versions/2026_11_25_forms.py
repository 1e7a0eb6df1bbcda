"""Extra fields, kinds of entries, files and links between ideas

Revision 0009, after 0008, 2026-11-25.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("ideas", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("fields", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("revisions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fields", sa.JSON(), nullable=False, server_default="{}"))
    for table, columns in (("ideas", ("kind", "fields")), ("revisions", ("fields",))):
        with op.batch_alter_table(table, schema=None) as batch_op:  # what is new says it; the default was for what is there
            for column in columns:
                batch_op.alter_column(column, server_default=None)
    op.create_table(
        "attachments",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("idea_id", NUMBER, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("size >= 0", name=op.f("ck_attachments_size")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_attachments_idea_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("file", name=op.f("uq_attachments_file")),
        sa.UniqueConstraint("idea_id", "key", name=op.f("uq_attachments_idea_id_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "idea_links",
        sa.Column("id", NUMBER, nullable=False),
        sa.Column("idea_id", NUMBER, nullable=False),
        sa.Column("other_id", NUMBER, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("by_id", NUMBER, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind in ('builds_on', 'extends', 'answers', 'duplicates')", name=op.f("ck_idea_links_kind")),
        sa.CheckConstraint("idea_id <> other_id", name=op.f("ck_idea_links_not_to_itself")),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_idea_links_by_id")),
        sa.ForeignKeyConstraint(["idea_id"], ["ideas.id"], name=op.f("fk_idea_links_idea_id")),
        sa.ForeignKeyConstraint(["other_id"], ["ideas.id"], name=op.f("fk_idea_links_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_links")),
        sa.UniqueConstraint("idea_id", "other_id", "kind", name=op.f("uq_idea_links_idea_id_other_id_kind")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("idea_links", schema=None) as batch_op:
        batch_op.create_index("ix_idea_links_other_id", ["other_id"], unique=False)


def downgrade() -> None:
    op.drop_table("idea_links")
    op.drop_table("attachments")
    with op.batch_alter_table("revisions", schema=None) as batch_op:
        batch_op.drop_column("fields")
    with op.batch_alter_table("ideas", schema=None) as batch_op:
        batch_op.drop_column("fields")
        batch_op.drop_column("kind")
