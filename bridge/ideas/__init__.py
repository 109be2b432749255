"""SAME? What says the same, what only sounds alike, and what a contribution adds to which idea. Pure."""
