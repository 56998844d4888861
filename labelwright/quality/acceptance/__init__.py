"""How much of what is delivered is wrong, and what can be proven of it. One file a method."""
