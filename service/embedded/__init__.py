from service.embedded.server import embedded_server

__all__ = ["embedded_server"]
