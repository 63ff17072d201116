"""Emitters: IR to text; each returns `{path: text}` and writes nothing."""
