"""Stores and other people's platforms behind small Protocols."""
