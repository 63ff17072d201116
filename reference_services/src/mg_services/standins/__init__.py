"""Stand-ins of what is not ours: emulators are products, tested against the real thing."""
