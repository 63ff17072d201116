"""Benchmarks beside peers: `python -m bench NAME [--json FILE]`; see README.md."""
