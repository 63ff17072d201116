"""Answers kept for a while: what is stored, and one request for everybody who asks for the same."""
