"""What we ask: definitions, their checks and what they resolve to. No Flask, no database."""
