"""How we talk to the things outside."""
