"""The vector store."""
