"""Generated code; regenerate with nox -s codegen."""
