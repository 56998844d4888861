"""The loops behind the doors: jobs, and the expiry of what is overdue."""
