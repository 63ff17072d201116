"""What every server process has: listener, lifecycle, health, metrics, problems, bodies, routing."""
