"""How a user's script says it: a typed client of the HTTP API."""
