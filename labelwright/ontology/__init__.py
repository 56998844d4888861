"""What a label can be: the schema and its field types."""
