"""Which documents are answered, and what clients may name instead of sending."""

from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
import pytest
from graphql import GraphQLError

from schema.bodies import Refused
from schema.trusted_documents import (
    SentDocuments,
    TrustedDocuments,
    read_manifest,
    read_trusted_documents,
)
from service.errors import UnusableInput
from service.settings import Settings, TrustedDocumentsMode

OURS, THEIRS = UUID(int=1), UUID(int=2)
TEXT, OTHER = "{ viewer { role } }", "{ organization { name } }"
MANIFEST = {"role": TEXT}
OFF, AUTOMATIC, ONLY = TrustedDocumentsMode


def hash_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def apollo(text: str) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": hash_of(text)}}


def asked(documents: TrustedDocuments, organization_id: UUID = OURS, **parameters: Any) -> str:
    return documents.text_of(parameters, organization_id)


def refused(documents: TrustedDocuments, organization_id: UUID = OURS, **parameters: Any) -> object:
    """The message and code of the refusal, or its status."""
    with pytest.raises((GraphQLError, Refused)) as caught:
        documents.text_of(parameters, organization_id)
    error = caught.value
    if isinstance(error, Refused):
        return error.status
    assert error.extensions is not None
    return error.message, error.extensions["code"]


NOT_FOUND = ("PersistedQueryNotFound", "PERSISTED_QUERY_NOT_FOUND")
NOT_SUPPORTED = ("PersistedQueryNotSupported", "PERSISTED_QUERY_NOT_SUPPORTED")


def test_switched_off_only_texts_are_answered() -> None:
    documents = TrustedDocuments(OFF)

    assert asked(documents, query=TEXT) == TEXT
    assert asked(documents, query=TEXT, extensions=apollo(TEXT)) == TEXT
    assert refused(documents, extensions=apollo(TEXT)) == NOT_SUPPORTED
    assert refused(documents, documentId="role") == NOT_SUPPORTED


def test_automatically_a_text_is_sent_once_and_named_from_then_on() -> None:
    documents = TrustedDocuments(AUTOMATIC)

    assert refused(documents, extensions=apollo(TEXT)) == NOT_FOUND
    assert asked(documents, query=TEXT, extensions=apollo(TEXT)) == TEXT
    assert asked(documents, extensions=apollo(TEXT)) == TEXT
    assert asked(documents, documentId=f"sha256:{hash_of(TEXT)}") == TEXT
    assert asked(documents, query=OTHER) == OTHER
    assert refused(documents, extensions=apollo(OTHER)) == NOT_FOUND


def test_a_text_may_be_sent_with_its_document_id() -> None:
    documents = TrustedDocuments(AUTOMATIC)
    name = f"sha256:{hash_of(TEXT)}"

    assert asked(documents, query=TEXT, documentId=name) == TEXT
    assert asked(documents, documentId=name) == TEXT


def test_no_text_is_kept_under_a_hash_that_is_not_its_own() -> None:
    documents = TrustedDocuments(AUTOMATIC)

    assert refused(documents, query=OTHER, extensions=apollo(TEXT)) == 400
    assert refused(documents, query=OTHER, documentId="role") == 400
    assert refused(documents, extensions=apollo(TEXT)) == NOT_FOUND


def test_what_one_organization_sent_no_other_can_name() -> None:
    documents = TrustedDocuments(AUTOMATIC)
    asked(documents, query=TEXT, extensions=apollo(TEXT))

    assert refused(documents, THEIRS, extensions=apollo(TEXT)) == NOT_FOUND


def test_the_manifest_s_documents_are_known_by_id_hash_and_text() -> None:
    for mode in (AUTOMATIC, ONLY):
        documents = TrustedDocuments(mode, MANIFEST)
        assert asked(documents, documentId="role") == TEXT
        assert asked(documents, documentId=f"sha256:{hash_of(TEXT)}") == TEXT
        assert asked(documents, extensions=apollo(TEXT)) == TEXT
        assert asked(documents, query=TEXT) == TEXT
        assert asked(documents, query=TEXT, documentId="role") == TEXT
        assert refused(documents, query=TEXT, documentId="other") == 400


def test_only_the_manifest_s_documents_are_answered() -> None:
    documents = TrustedDocuments(ONLY, MANIFEST)

    assert refused(documents, query=OTHER) == 403
    assert refused(documents, query=OTHER, extensions=apollo(OTHER)) == 403
    assert refused(documents, query=f"{TEXT} ", documentId="role") == 403
    assert refused(documents, extensions=apollo(OTHER)) == NOT_FOUND
    assert refused(documents, documentId="other") == NOT_FOUND


@pytest.mark.parametrize(
    "parameters",
    [
        {},
        {"query": ""},
        {"query": 1},
        {"documentId": 1},
        {"documentId": ""},
        {"extensions": {"persistedQuery": None}},
        {"extensions": {"persistedQuery": {"version": 2, "sha256Hash": "x"}}},
        {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": 1}}},
        {"extensions": {"persistedQuery": {"version": 1}}},
    ],
)
@pytest.mark.parametrize("mode", TrustedDocumentsMode)
def test_a_request_for_nothing_is_a_bad_one(
    mode: TrustedDocumentsMode, parameters: dict[str, Any]
) -> None:
    assert refused(TrustedDocuments(mode, MANIFEST), **parameters) == 400


def test_the_least_used_of_too_many_goes_first() -> None:
    sent = SentDocuments(most_documents=2, most_characters=10, most_organizations=2)
    for name in ("a", "b"):
        sent.keep(OURS, name, name)
    sent.find(OURS, "a")

    sent.keep(OURS, "c", "c")
    assert [sent.find(OURS, name) for name in "abc"] == ["a", None, "c"]
    sent.keep(OURS, "d", "d" * 10)
    assert [sent.find(OURS, name) for name in "acd"] == [None, None, "d" * 10]
    sent.keep(OURS, "e", "e" * 11)
    assert sent.find(OURS, "e") is None


def test_one_organization_pushes_no_other_s_documents_out() -> None:
    sent = SentDocuments(most_documents=2, most_organizations=2)
    sent.keep(THEIRS, "x", "x")
    for number in range(10):
        sent.keep(OURS, str(number), "text")

    assert sent.find(THEIRS, "x") == "x"
    sent.keep(UUID(int=3), "y", "y")
    assert sent.find(OURS, "9") is None


def test_a_manifest_is_what_the_compilers_write(tmp_path: Path) -> None:
    apollo_manifest = {
        "format": "apollo-persisted-query-manifest",
        "version": 1,
        "operations": [{"id": "role", "name": "Role", "type": "query", "body": TEXT}],
    }
    for content in (MANIFEST, apollo_manifest):
        file = tmp_path / "manifest.json"
        file.write_bytes(orjson.dumps(content))
        assert read_manifest(file) == MANIFEST


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"a": 1}',
        '{"format": "apollo-persisted-query-manifest", "operations": 1}',
        '{"format": "apollo-persisted-query-manifest", "operations": [1]}',
        '{"format": "apollo-persisted-query-manifest", "operations": [{"id": 1, "body": "x"}]}',
    ],
)
def test_what_is_no_manifest_cannot_be_trusted(tmp_path: Path, content: str) -> None:
    file = tmp_path / "manifest.json"
    file.write_text(content)

    with pytest.raises(UnusableInput, match=r"manifest\.json: "):
        read_manifest(file)


def test_the_settings_name_the_manifest(tmp_path: Path) -> None:
    file = tmp_path / "manifest.json"
    file.write_bytes(orjson.dumps(MANIFEST))

    documents = read_trusted_documents(
        Settings(trusted_documents=ONLY, trusted_documents_file=file)
    )

    assert asked(documents, documentId="role") == TEXT
    assert refused(read_trusted_documents(Settings()), documentId="role") == NOT_SUPPORTED
    with pytest.raises(UnusableInput, match="SIGHTLINE_TRUSTED_DOCUMENTS_FILE"):
        read_trusted_documents(Settings(trusted_documents=ONLY))
    with pytest.raises(UnusableInput, match="the file cannot be read"):
        read_trusted_documents(Settings(trusted_documents_file=tmp_path / "none"))
