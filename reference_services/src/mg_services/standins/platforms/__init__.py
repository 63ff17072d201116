"""Runnable stand-ins of the platforms, built on the server half of the external contracts.

`python -m mg_services.standins.platforms netflix --port 9001` runs one; `/__faults` makes it fail on demand.
`python -m mg_services.standins.platforms wiremock --mappings DIR` serves stubs in WireMock's format.
"""
