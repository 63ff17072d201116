"""The policies, one module each: rules on top, decisions without I/O. `mg_core.pipeline` puts them in order."""
