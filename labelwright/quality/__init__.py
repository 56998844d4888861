"""How sure are we: agreement between people. It sees answers, never tasks."""
