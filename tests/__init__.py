"""Tests that cross a boundary; the unit tests of a package live with it."""
