"""Documents that clients name instead of sending them, and which texts are answered at all.

As GraphQL over HTTP's appendix on persisted documents has it (`documentId`), and as Apollo's
automatic persisted queries have it (`extensions.persistedQuery`).
"""

from collections import OrderedDict
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import orjson
from graphql import GraphQLError

from schema.bodies import Refused
from schema.failures import ErrorCode, failure
from service.errors import UnusableInput
from service.settings import Settings, TrustedDocumentsMode

# What one organization's clients may have remembered, and of how many organizations.
MOST_DOCUMENTS = 1_000
MOST_CHARACTERS = 2_000_000
MOST_ORGANIZATIONS = 1_000

_SHA256 = "sha256:"
_APOLLO = "apollo-persisted-query-manifest"


class TrustedDocuments:
    """The documents that this process knows: those of the manifest, and those that were sent."""

    def __init__(
        self,
        mode: TrustedDocumentsMode = TrustedDocumentsMode.OFF,
        manifest: Mapping[str, str] | None = None,
    ) -> None:
        """`manifest` has texts by id."""
        self._mode = mode
        self._sent = SentDocuments()
        texts = list((manifest or {}).values())
        self._texts = frozenset(texts)
        self._text_by_id = {**{identifier(text): text for text in texts}, **(manifest or {})}

    def text_of(self, parameters: Mapping[str, object], organization_id: UUID) -> str:
        """The document that a request asks for.

        Args:
            parameters: of a GraphQL request, as JSON has them.
            organization_id: the caller's; what one organization sent is known to no other.

        Raises:
            Refused: there is none, it is not what it claims to be, or it is not trusted.
            GraphQLError: it is not known; clients that can send it then.
        """
        text, document_id = parameters.get("query"), parameters.get("documentId")
        claimed = _hash_claimed(parameters.get("extensions"))
        if not isinstance(text, str | None) or not isinstance(document_id, str | None):
            raise Refused(400, "query and documentId are strings")
        if claimed is not None and document_id is None:
            document_id = _SHA256 + claimed
        if text:
            return self._text_sent(text, document_id, organization_id)
        if document_id:
            return self._text_named(document_id, organization_id)
        raise Refused(400, "there is no query")

    def _text_sent(self, text: str, document_id: str | None, organization_id: UUID) -> str:
        if self._mode is TrustedDocumentsMode.OFF:
            return text
        if self._mode is TrustedDocumentsMode.ONLY and text not in self._texts:
            raise Refused(403, "only trusted documents are answered here: send a documentId")
        if document_id is not None:
            known = self._text_by_id.get(document_id)
            if text != known and identifier(text) != document_id:
                raise Refused(400, "the document is not the one that its id names")
            if known is None:
                self._sent.keep(organization_id, document_id, text)
        return text

    def _text_named(self, document_id: str, organization_id: UUID) -> str:
        if self._mode is TrustedDocumentsMode.OFF:
            raise _unsupported()
        text = self._text_by_id.get(document_id)
        if text is None and self._mode is TrustedDocumentsMode.AUTOMATIC:
            text = self._sent.find(organization_id, document_id)
        if text is None:
            raise _unknown()
        return text


class SentDocuments:
    """Documents by the hash of their text, the least used of too many dropped first.

    Nobody can put another text in a hash's place, for it is checked against the text. They are
    kept by organization all the same: so one's clients neither learn what another's ask nor push
    it out.
    """

    def __init__(
        self,
        *,
        most_documents: int = MOST_DOCUMENTS,
        most_characters: int = MOST_CHARACTERS,
        most_organizations: int = MOST_ORGANIZATIONS,
    ) -> None:
        self._most_documents = most_documents
        self._most_characters = most_characters
        self._most_organizations = most_organizations
        self._by_organization: OrderedDict[UUID, OrderedDict[str, str]] = OrderedDict()

    def find(self, organization_id: UUID, document_id: str) -> str | None:
        texts = self._by_organization.get(organization_id)
        if texts is None or document_id not in texts:
            return None
        self._by_organization.move_to_end(organization_id)
        texts.move_to_end(document_id)
        return texts[document_id]

    def keep(self, organization_id: UUID, document_id: str, text: str) -> None:
        texts = self._by_organization.setdefault(organization_id, OrderedDict())
        self._by_organization.move_to_end(organization_id)
        if document_id in texts:
            texts.move_to_end(document_id)
            return
        texts[document_id] = text
        characters = sum(map(len, texts.values()))
        while len(texts) > self._most_documents or characters > self._most_characters:
            characters -= len(texts.popitem(last=False)[1])
        while len(self._by_organization) > self._most_organizations:
            self._by_organization.popitem(last=False)


def identifier(text: str) -> str:
    """The id that every document has, by the appendix."""
    return _SHA256 + sha256(text.encode()).hexdigest()


def read_trusted_documents(settings: Settings) -> TrustedDocuments:
    """The documents of the settings.

    Raises:
        UnusableInput: there is no manifest where one is needed, or it cannot be read.
    """
    mode, path = settings.trusted_documents, settings.trusted_documents_file
    if path is None:
        if mode is TrustedDocumentsMode.ONLY:
            raise UnusableInput("SIGHTLINE_TRUSTED_DOCUMENTS_FILE: name the manifest to trust")
        return TrustedDocuments(mode)
    return TrustedDocuments(mode, read_manifest(path))


def read_manifest(path: Path) -> dict[str, str]:
    """Texts by id, as the Relay compiler, GraphQL Code Generator or Apollo's tool write them.

    Raises:
        UnusableInput: the file cannot be read, or is none of these.
    """
    try:
        root = orjson.loads(path.read_bytes())
    except OSError as error:
        raise UnusableInput(f"{path}: the file cannot be read ({error.strerror})") from None
    except orjson.JSONDecodeError as error:
        raise UnusableInput(f"{path}: {error}") from None
    if isinstance(root, dict) and root.get("format") == _APOLLO:
        operations = root.get("operations")
        root = dict(map(_pair, operations)) if isinstance(operations, list) else None
    if not isinstance(root, dict) or not all(
        isinstance(name, str) and isinstance(text, str) for name, text in root.items()
    ):
        raise UnusableInput(f"{path}: this is no manifest of documents: an object of texts by id")
    return root


def _pair(operation: object) -> tuple[str | None, object]:
    """Id and text of one of Apollo's operations; None where it is none."""
    match operation:
        case {"id": str(name), "body": str(text)}:
            return name, text
        case _:
            return None, None


def _hash_claimed(extensions: object) -> str | None:
    """The hash of Apollo's automatic persisted queries, where there is one.

    Raises:
        Refused: it is of another version, or no hash.
    """
    if not isinstance(extensions, dict) or "persistedQuery" not in extensions:
        return None
    match extensions["persistedQuery"]:
        case {"version": 1, "sha256Hash": str(claimed)}:
            return claimed
        case _:
            raise Refused(400, "persistedQuery is {version: 1, sha256Hash: String}")


def _unknown() -> GraphQLError:
    """What Apollo's clients know as: send the text, too."""
    return failure(ErrorCode.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound")


def _unsupported() -> GraphQLError:
    """What Apollo's clients know as: do not try again."""
    return failure(ErrorCode.PERSISTED_QUERY_NOT_SUPPORTED, "PersistedQueryNotSupported")
