"""Who works, and what was promised."""
