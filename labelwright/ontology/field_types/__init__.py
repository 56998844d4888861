"""One file for each field type, none knowing another."""
