"""What a process tells about itself: structured logs that redact, and metrics as plain integers."""
