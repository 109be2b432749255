"""OURS: an arrival becomes a scrubbed contribution or is rejected with a reason. Pure: arguments in, value out."""
