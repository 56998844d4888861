"""The server: settings, the wiring of the whole house, and the doors people and programs come through."""
