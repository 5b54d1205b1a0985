import pytest

from service.errors import UnusableInput
from service.interchange.reading import FileFormat, read_documents


def refusal(path, format=None) -> str:
    with pytest.raises(UnusableInput) as caught:
        read_documents([path], format)
    return str(caught.value).replace(str(path), "FILE")


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", "", "FILE:1: Expecting value (column 1)"),
        ("a.yaml", "", "FILE: the file is empty"),
        ("a.json", '{"format": "sightline/1", "teams": [{]}', "FILE:1: "),
        ("a.json", '{\n"format": "sightline/1",}', "FILE:2: "),
        ("a.json", '{"format": "sightline/1"} x', "FILE:1: Extra data (column 27)"),
        ("a.json", '{"a": ' + "[" * 100_000, "FILE: values are nested too deeply"),
        ("a.json", '{"a": "\x00"}', "FILE:1: Invalid control character at (column 8)"),
        ("a.json", '{"format" "sightline/1"}', "FILE:1: Expecting ':' (column 11)"),
        ("a.json", "{1: 2}", "FILE:1: a key must be a string (column 3)"),
        ("a.json", "[]", "FILE: a document is a mapping that begins with format: sightline/1"),
        ("a.json", "{}", "FILE: the file does not say what it is; add format: sightline/1"),
        ("a.yaml", "a: !!set {}", "FILE:1: the tag tag:yaml.org,2002:set has no meaning here"),
        ("a.yaml", "a: [1\nb: 2\n", "FILE:2: while parsing a flow sequence"),
        ("a.yaml", "a: " + "[" * 1_000, "FILE:1: values are nested too deeply"),
        ("a.yaml", "a: &x [*x]", "FILE:1: *x names nothing that stands before it"),
        ("a.yaml", "a: *nobody", "FILE:1: *nobody names nothing that stands before it"),
        ("a.yaml", "a: 1\n---\nb: 2", "FILE:2: a file holds one document"),
        ("a.yaml", "a: !!python/object:os.system {}", "FILE:1: the tag "),
        ("a.yaml", "a: !!binary aGk=", "FILE:1: the tag "),
        ("a.yaml", "? [a, b]\n: 1", "FILE:1: a key must be a word"),
        ("a.yaml", "a: \x07", "FILE: "),
        ("a.yaml", "[1, 2]", "FILE: a document is a mapping that begins with format: sightline/1"),
        ("a.yaml", "just words", "FILE: a document is a mapping that begins with"),
        ("a.yaml", "format: okr/9", 'FILE: the format "okr/9" is unknown; known is sightline/1'),
        ("a.yaml", "teams: []", "FILE: the file does not say what it is; add format: sightline/1"),
        ("a.yaml", b"title: caf\xe9", "FILE:1: the file is not UTF-8; save it as UTF-8"),
        ("a.json", "{}".encode("utf-16"), "FILE:1: the file is not UTF-8; save it as UTF-8"),
    ],
)
def test_a_file_that_is_no_document_is_named_with_its_line(write, name, content, message):
    assert refusal(write(content, name)).startswith(message)


def test_a_missing_file_is_named(tmp_path):
    assert refusal(tmp_path / "none.yaml") == "FILE: there is no such file"


def test_a_folder_is_not_a_file(tmp_path):
    assert refusal(tmp_path) == "FILE: this is a folder; name the files in it"


def test_a_name_that_no_file_can_have_is_refused(tmp_path):
    assert refusal(tmp_path / "a\0b").startswith("FILE: the file cannot be read (")


def test_aliases_of_aliases_are_counted_before_they_are_followed(write):
    rows = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    bomb = "\n".join(["format: sightline/1", "a0: &a0 [lol, lol]", *rows])
    assert "aliases stand for more than 1,000,000 values" in refusal(write(bomb))


def test_the_format_asked_for_wins_over_the_name(write):
    path = write("format: sightline/1", "okrs.json")
    assert refusal(path) == "FILE:1: Expecting value (column 1)"
    assert read_documents([path], FileFormat.YAML).problems == ()


def test_a_name_that_tells_nothing_is_read_by_how_the_text_begins(write):
    assert read_documents([write(' {"format": "sightline/1", "teams": []}', "a")]).problems == ()
    assert read_documents([write("format: sightline/1", "b.txt")]).problems == ()
