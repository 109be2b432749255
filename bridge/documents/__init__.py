"""IN: one file a format. Every file ends in `Arrival`; hostile files die here."""
