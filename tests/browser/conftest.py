"""The hostile pages are those of the dashboards' tests."""

from tests.dashboards.conftest import database, site

__all__ = ["database", "site"]
