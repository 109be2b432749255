"""KNOWN: what serve keeps in memory by following the changes feed, as any reader does. Answers every question."""
