"""SHOWN: the front door, the pages people read, the API programs call, and who may do so."""
