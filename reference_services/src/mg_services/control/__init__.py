"""The command mg: starting, watching, faults, demos."""
