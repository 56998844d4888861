"""How a terminal says it: thin commands over the SDK."""
