"""A vector database for machines without one: Qdrant's engine in a process of its own, behind Qdrant's REST interface.

The unmodified Qdrant client talks to it, so that services know one class and one setting, `MG_QDRANT_URL`. It serves
the part of the interface that one node with one unnamed dense vector a point needs; the rest is refused in words.
"""
