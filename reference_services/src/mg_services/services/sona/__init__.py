"""SONA: titles near a user's taste, search results in a user's order, and the vectors behind both."""
