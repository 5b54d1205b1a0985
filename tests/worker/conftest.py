from tests.rollup.conftest import numbers

__all__ = ["numbers"]
