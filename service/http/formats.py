"""Which of a route's formats to answer in."""

from collections.abc import Mapping
from http import HTTPStatus

from starlette.exceptions import HTTPException

from service.http.negotiation import preferred


def chosen_format(
    what: str, media_type_by_name: Mapping[str, str], name: str | None, accept: str | None
) -> str:
    """The name of the format; `name` outranks `Accept`: a link may say what a header cannot.

    Raises:
        HTTPException: 406, with all formats that there are.
    """
    name_by_media_type = {media_type: own for own, media_type in media_type_by_name.items()}
    if name is None:
        media_type = preferred(accept, list(name_by_media_type))
        if media_type is not None:
            return name_by_media_type[media_type]
    elif name in media_type_by_name:
        return name
    choice = ", ".join(
        f"{media_type} (format={own})" for own, media_type in media_type_by_name.items()
    )
    raise HTTPException(HTTPStatus.NOT_ACCEPTABLE, f"{what} is there as {choice}")
