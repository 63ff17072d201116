"""The auth service: accounts, passwords, tokens, sessions and connected platforms."""
