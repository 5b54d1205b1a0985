from service.reporting.markdown.page import to_markdown

__all__ = ["to_markdown"]
