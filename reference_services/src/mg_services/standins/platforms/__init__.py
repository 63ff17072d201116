"""Runnable stand-ins of the platforms, built on the server half of the external contracts.

`python -m mg_services netflix` runs one; `/__faults` makes it fail on demand.
"""
