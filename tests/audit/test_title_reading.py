"""What the words of a title say, however it is written."""

import pytest

from service.audit.words.lists import languages, word_lists
from service.audit.words.reading import read_title
from service.audit.words.titles import plain, undecorated, word_count

ENGLISH, GERMAN = word_lists(("en",)), word_lists(("de",))

DECORATED = {
    "a tag": "[Platform] Launch the app",
    "two tags": "[Q2] [Platform] Launch the app",
    "a note in brackets": "(WIP) Launch the app",
    "an emoji": "🚀 Launch the app",
    "an emoji of several characters": "👩🏽‍💻✅ Launch the app",
    "a keycap": "1️⃣ Launch the app",
    "numbering": "1. Launch the app",
    "numbering in depth": "2.3) Launch the app",
    "a letter": "b) Launch the app",
    "a name": "KR1: Launch the app",
    "a name and a number": "Objective 3 - Launch the app",
    "an abbreviation": "O2 Launch the app",
    "a bullet": "- Launch the app",
    "all of it": "✅ [Team] KR 2.1: Launch the app",
    "letters of another width": "\uff2c\uff41\uff55\uff4e\uff43\uff48 the app",
}


@pytest.mark.parametrize("title", DECORATED.values(), ids=DECORATED)
def test_decoration_does_not_hide_the_verb(title):
    assert undecorated(title) == "Launch the app"
    assert read_title(title, ENGLISH).delivery == "launch"


@pytest.mark.parametrize(
    "title", ["3.5 hours a week saved", "100% of invoices paid", "C3 has a demo", "", "🚀", "[x]"]
)
def test_what_is_no_decoration_stays(title):
    assert undecorated(title) == title


def test_titles_are_compared_by_their_words_alone():
    assert (
        plain("✅ [A] “Launch” the \uff21\uff30\uff30!")
        == plain("launch: the app")
        == "launch the app"
    )


@pytest.mark.parametrize(
    ("title", "count"),
    [("Hiring", 1), ("Win - at last - the cup", 5), ("A/B", 1), ("顧客満足度を高める", None)],
)
def test_words_are_counted_where_spaces_divide_them(title, count):
    assert word_count(title) == count


VERBS = {
    "SHIP it": ("ship", None),
    "We will successfully launch it": ("launch", None),
    "We've documented the journey": ("documented", None),
    "Continue to build playgrounds": ("build", None),
    "Rolling out the app": (None, None),
    "Rolled out the app": ("rolled out", None),
    "Set up monitoring": ("set up", None),
    "Identify users": (None, "identify"),
    "Hiring": ("hiring", None),
    "Planning the move": ("planning", None),
    "Release notes are read by everyone": (None, None),
    "Releases ship on time": (None, None),
    "Test coverage of the core": (None, None),
    "Updated guidelines are adopted by all": (None, None),
    "Build a company that thrives": (None, None),
    "Build the trust of inspectors": (None, None),
    "Build campaigns": ("build", None),
    "Add monitoring": (None, "add"),
    "Add 50 customers": (None, None),
    "Shipment time falls": (None, None),
    "Become the first call": (None, None),
}


@pytest.mark.parametrize(("title", "verbs"), VERBS.items(), ids=VERBS)
def test_the_verb_that_a_title_begins_with(title, verbs):
    reading = read_title(title, ENGLISH)
    delivery, task = verbs
    assert (reading.delivery, reading.task) == (delivery, task or delivery)


NUMBERS = {
    "Reach €5M with bakeries": "€5M",
    "Scale the team 2x": "2x",
    "Never more than 30 days late": "30",
    "Win 1,000 users": "1,000",
    "Grow by 12.5 % a year": "12.5 %",
    "NPS 50 everywhere": "50",
    "Win the market in 2026": None,
    "Launch on March 4": None,
    "Be ready by 2026-03-04": None,
    "Open on 4 March": None,
    "Close all Tier 1 and 2 gaps": None,
    "Pass SOC 2 and ISO 27001": None,
    "Be in the 99th percentile": None,
    "Publish the 6-month roadmap": None,
    "Win in Q3 and H2 FY26": None,
    "Fix #4260 for v2.1": None,
    "Serve enterprises (5k+ users)": None,
    "Help 24/7": None,
}


@pytest.mark.parametrize(("title", "number"), NUMBERS.items(), ids=NUMBERS)
def test_the_number_that_measures(title, number):
    assert read_title(title, ENGLISH).number == number


TARGETS = {
    "Churn below 2% and deals above €60k": ("2%", "€60k"),
    "Hire 1 SDR and 3 AEs": ("1", "3"),
    "Close 5 gaps and reach an NPS of 50": ("5", "50"),
    "2 dives; 5 highlights; 4 posts": ("2", "5", "4"),
    "Coverage from 57% to 65%": ("57%",),
    "Answer 95% within 2 days and 8 hours": ("95%",),
    "Search returns in under 2s on instances with 80k repositories and ACLs for 1k users": ("2",),
    "20 engineers and designers": (),
}


@pytest.mark.parametrize(("title", "targets"), TARGETS.items(), ids=TARGETS)
def test_the_targets_of_a_title(title, targets):
    assert read_title(title, ENGLISH).targets == targets


VAGUE = {
    "Improve retention": "improve",
    "Keep improving retention": "improving",
    "Significantly better retention": "better",
    "Team satisfaction increases from start to end": "increases",
    "Survey users to improve retention": None,
    "Retention of every site": None,
}


@pytest.mark.parametrize(("title", "word"), VAGUE.items(), ids=VAGUE)
def test_the_word_that_promises_a_direction(title, word):
    assert read_title(title, ENGLISH).vague == word


HIDDEN = ["Reach $N in sales", "Grow to N6 users", "Double retention", "Win one customer", "2x it"]


@pytest.mark.parametrize("title", HIDDEN)
def test_a_number_may_be_a_word_or_hidden(title):
    assert read_title(title, ENGLISH).has_number


def test_a_placeholder_that_nobody_filled_in_is_no_number():
    assert not read_title("Increase usage by X% (tbd)", ENGLISH).has_number


def test_german_verbs_may_end_a_title():
    assert languages() == ("de", "en")
    assert read_title("Neue Website launchen", GERMAN).delivery == "launchen"
    assert read_title("Kundenzufriedenheit verbessern", GERMAN).vague == "verbessern"
    assert read_title("Das Vertrauen der Prüfer aufbauen", GERMAN).delivery is None
    assert read_title("Neue Website launchen", ENGLISH).delivery is None


def test_two_languages_are_read_together():
    both = word_lists(("de", "en"))
    assert read_title("Neue Website launchen", both).delivery == "launchen"
    assert read_title("Launch the website", both).delivery == "launch"


def test_the_same_lists_are_made_once():
    more = (("delivery", ("zaubern",)),)
    assert word_lists(("de",), more) is word_lists(("de",), more)
    assert read_title("Zaubern lernen", word_lists(("de",), more)).delivery == "zaubern"
