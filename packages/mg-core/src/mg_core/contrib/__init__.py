"""Adapters that lean on other libraries' insides or names, as small as can be."""
