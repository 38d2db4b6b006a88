"""How Alembic reaches the database: over the connection that `feedback.schema` opened."""

from alembic import context

from feedback.models import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata)
context.run_migrations()
