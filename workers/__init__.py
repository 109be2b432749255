"""Processes: the one place where config meets bridge."""
