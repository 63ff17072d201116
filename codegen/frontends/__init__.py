"""Frontends: one document format each, document to IR and nothing else."""
