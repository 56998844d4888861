"""How data comes in and labels go out: items, outside formats, splits, versions."""
