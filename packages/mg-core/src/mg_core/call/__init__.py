"""One call, from its first guard to its last: what carriers share."""
