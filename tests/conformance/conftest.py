from tests.serving import served

__all__ = ["served"]
