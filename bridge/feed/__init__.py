"""OUT: every reader at its own place. Nothing is queued for a reader; it reads from where it is."""
