"""The policies, one module each: rules on top, decisions without I/O. `mg_core.call.compiled` puts them in order."""
