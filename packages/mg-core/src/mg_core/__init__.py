"""Runtime of contract-first clients and servers; importing it loads nothing. See README.md of the package.

`operation` and `errors` are what everything else shares; `client` is what generated clients inherit.
"""
