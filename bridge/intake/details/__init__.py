"""Finds details of people of one sort each; `bridge.intake.scrub` says in which order, and masks them."""
