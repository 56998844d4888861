"""Which errors have a system, which labels are probably wrong, and what to talk about. One file a method."""
