"""Objects: where payloads lie and how their bytes are reached."""
