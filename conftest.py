"""Fixtures that every folder of tests can use."""

pytest_plugins = ["tests.engine_fixtures", "tests.platform_fixtures", "tests.workers"]
