"""Discovery: one search over all platforms, recommendations, and titles by id."""
