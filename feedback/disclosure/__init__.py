"""What may be shown: rules that depend only on what is already public, never on the secret."""
