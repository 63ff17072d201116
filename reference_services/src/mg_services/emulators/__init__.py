"""Runnable stand-ins of the platforms, built on the server half of the external contracts.

`python -m mg_services.emulators netflix --port 9001` runs one; `/__faults` makes it fail on demand.
`python -m mg_services.emulators wiremock --mappings DIR` serves stubs in WireMock's format.
"""
