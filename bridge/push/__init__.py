"""ACROSS: contributions go from a worker's spool over a WebSocket to the store's side, each acked once it is on disk."""
