"""IN: one file a network. Every file ends in `Arrival`; a network's own words stay here."""
