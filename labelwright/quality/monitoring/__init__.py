"""Is this person still good enough, and did something change? One file a method."""
