"""The record-level file: one row an answer of a counted round, for an analyst who says why."""
