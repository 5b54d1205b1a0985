"""What is sealed opens with its key, at its place, and otherwise not at all."""

import pytest

from service.webhooks.sealing import Unsealable, seal, unseal

KEY, PLACE, PLAIN = b"a key for the tests alone", b"place", b"Bearer s3cret"


def test_what_was_sealed_opens_at_its_place() -> None:
    assert unseal(KEY, PLACE, seal(KEY, PLACE, PLAIN)) == PLAIN


def test_sealing_twice_gives_two_texts_that_tell_nothing() -> None:
    first, second = seal(KEY, PLACE, PLAIN), seal(KEY, PLACE, PLAIN)
    assert first != second
    assert PLAIN not in first


@pytest.mark.parametrize(
    ("key", "place"), [(b"another key, as long as that", PLACE), (KEY, b"elsewhere")]
)
def test_under_another_key_or_at_another_place_it_stays_shut(key: bytes, place: bytes) -> None:
    with pytest.raises(Unsealable):
        unseal(key, place, seal(KEY, PLACE, PLAIN))


@pytest.mark.parametrize("change", [0, 1, 13, -1])
def test_whatever_byte_is_changed_it_stays_shut(change: int) -> None:
    sealed = bytearray(seal(KEY, PLACE, PLAIN))
    sealed[change] ^= 1
    with pytest.raises(Unsealable):
        unseal(KEY, PLACE, bytes(sealed))


@pytest.mark.parametrize("length", [0, 1, 5, 13, 20])
def test_a_text_that_is_cut_off_stays_shut(length: int) -> None:
    with pytest.raises(Unsealable):
        unseal(KEY, PLACE, seal(KEY, PLACE, PLAIN)[:length])
