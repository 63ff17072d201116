"""Who is calling: bearer tokens and the identity headers that the gateway makes of them."""
