"""How the outside spells it: one file for each format, none knowing another."""
