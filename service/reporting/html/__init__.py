from service.reporting.html.page import to_html

__all__ = ["to_html"]
