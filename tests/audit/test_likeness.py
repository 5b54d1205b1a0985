"""Nearly the same titles are found among few candidates, and remembered."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.fuzz import ratio

from service.audit.words.likeness import alike, likeness

WORDS = [
    "let",
    "customers",
    "help",
    "themselves",
    "at",
    "night",
    "win",
    "bakeries",
    "dairies",
    "with",
    "sensors",
]


def every_pair(titles, least):
    pairs = combinations(range(len(titles)), 2)
    return [pair for pair in pairs if ratio(titles[pair[0]], titles[pair[1]]) >= 100 * least]


@given(
    st.lists(
        st.lists(st.sampled_from(WORDS), min_size=4, max_size=8).map(" ".join),
        unique=True,
        max_size=12,
    )
)
@settings(max_examples=100, deadline=None)
def test_what_shares_most_of_its_words_is_found(titles):
    found = alike(titles, 0.9)

    assert list(zip(found.one, found.other, strict=True)) == every_pair(titles, 0.9)


def test_a_slip_of_the_pen_is_forgiven():
    titles = ["let customers help themselves", "let our customers help themself"]

    found = alike(titles, 0.8)

    assert (found.one.tolist(), found.other.tolist()) == ([0], [1])
    assert found.alike.tolist() == pytest.approx([ratio(*titles) / 100])


def test_thousands_of_titles_of_the_same_words_cost_no_more_than_their_neighbors():
    titles = [f"win {number:04} bakeries" for number in range(3000)]

    assert len(alike(titles, 0.99).one) == 0


@pytest.mark.parametrize("titles", [[], ["alone"], ["", "win"]])
def test_few_titles_have_no_pair(titles):
    assert alike(titles, 0.8).one.tolist() == []


def test_likeness_counts_letters_in_order():
    assert likeness(["abcd", "abcd", ""], ["abcd", "abxx", "abcd"]).tolist() == [1.0, 0.5, 0.0]
    assert likeness(["abcd"], ["abxx"], least=0.6).tolist() == [0.0]
    assert likeness([], []).tolist() == []
