"""The tables of the embedded store, as the steps that lead to them.

Step n brings a store from schema n-1 to n. A step that was ever released never changes; a new one goes to the end.
"""

from __future__ import annotations

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE store (epoch TEXT NOT NULL);
    CREATE TABLE campaigns (campaign TEXT PRIMARY KEY, head INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE entities (
        campaign TEXT NOT NULL,
        entity   TEXT NOT NULL,
        id       TEXT NOT NULL,
        seq      INTEGER NOT NULL,
        value    BLOB NOT NULL,
        PRIMARY KEY (campaign, entity, id)
    );
    CREATE UNIQUE INDEX entities_by_seq ON entities (campaign, seq);
    CREATE TABLE identities (
        campaign     TEXT NOT NULL,
        identity     TEXT NOT NULL,
        contribution TEXT NOT NULL,
        PRIMARY KEY (campaign, identity)
    ) WITHOUT ROWID;
    CREATE TABLE audit (number INTEGER PRIMARY KEY AUTOINCREMENT, campaign TEXT NOT NULL, value BLOB NOT NULL);
    INSERT INTO store VALUES (lower(hex(randomblob(8))));
    """,
    """
    CREATE TABLE blobs (
        campaign TEXT NOT NULL,
        name     TEXT NOT NULL,
        value    BLOB NOT NULL,
        PRIMARY KEY (campaign, name)
    );
    """,
)
