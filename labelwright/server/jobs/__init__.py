"""The loops: work that may take over a second, in chunks, resumable."""
