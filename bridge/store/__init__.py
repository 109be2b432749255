"""KEPT: entities in their present state and one rising seq per campaign. One file a technique, one contract for all."""
