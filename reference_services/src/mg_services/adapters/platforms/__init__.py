"""The platforms outside: one adapter each, which turns its contract into the platform's own shapes."""
