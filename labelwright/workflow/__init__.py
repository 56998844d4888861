"""What may happen next, and to whom: stages, tasks, leasing, routing."""
