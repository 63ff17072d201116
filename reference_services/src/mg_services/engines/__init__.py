"""PostgreSQL, Redis and Qdrant's engine: found by URL, on the machine, in a wheel."""
