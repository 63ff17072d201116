"""The services of the platform as data: names, titles, ports, engines, who calls whom."""

from ._generated.services import SERVICES

__all__ = ["SERVICES"]
