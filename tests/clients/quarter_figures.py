"""What the quarter of `examples/quarter` comes to, worked out by hand from the rules.

The reports stand in `examples/quarter/reports.py`, the goals in `goals.py`. All is seen from the
last day of the quarter, on which everything is due: 1 is expected of each goal with data, the gap
is 1 - progress, ON_TRACK is up to 0.10 of it and AT_RISK up to 0.25.
"""

from dataclasses import dataclass, field

# Objectives set, aligned, checked in within 14 days, graded; key results, checked in, graded.
Counts = tuple[int, int, int, int, int, int, int]
# Where a key result starts and ends.
Way = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Figures:
    """What holds after a step; what is empty is not looked at.

    Attributes:
        part: what the cycle's external id has at its end: nothing, or that it is the next one.
        state: of the cycle.
        counts: its statistics.
        progress, status, scores, outcomes: by the names of goals.
        findings: how often each rule fires in the cycle, all of them.
        rules: the same of these rules alone.
        edges: how many alignments of the goals there are in each state.
        ways: of all key results.
    """

    part: str = ""
    state: str = ""
    counts: Counts | None = None
    progress: dict[str, str | None] = field(default_factory=dict)
    status: dict[str, str] = field(default_factory=dict)
    scores: dict[str, str | None] = field(default_factory=dict)
    outcomes: dict[str, str | None] = field(default_factory=dict)
    findings: dict[str, int] = field(default_factory=dict)
    rules: dict[str, int] = field(default_factory=dict)
    edges: dict[str, int] = field(default_factory=dict)
    ways: dict[str, Way] = field(default_factory=dict)


# Of whatever is set: two goals have one key result, two count an amount up without a guardrail,
# and the demo's laboratory uses more electricity than is healthy, which no goal is about.
ALWAYS = {"OBJ003": 2, "KR009": 2, "KPI001": 1}
# Nothing serves the pillar. Four goals have no parent, nine key results of theirs see nothing;
# three of the four have an initiative, so that something leads to them and nowhere on. 14 days in
# all five are drafts.
PLANNED = {**ALWAYS, "ALN002": 4, "ALN003": 3, "ALN006": 1, "ALN007": 9, "CYC006": 5}
# Three teams' goals stand right under the company's, where there are departments.
ALIGNED = {**ALWAYS, "ALN010": 3}
# Nobody does anything for the key results of sensors (2) and company (1). Of the demo's quarter,
# Siobhan and Arjun answer for seven active key results each already.
ACTIVE = {**ALIGNED, "KR014": 3, "KR012": 2}
# parts is reported ON_TRACK at 24 of 60; air, energy, night and parts will not make it today.
CHECKED_IN = {**ACTIVE, "CHK003": 1, "CHK005": 4}
# What is closed is not active any more: the pillar waits for the next quarter.
CLOSED = {**ALIGNED, "ALN006": 1}
# Three goals of four have one key result now, and only two stand right under the company's.
CLONED = {"ALN006": 1, "ALN010": 2, "OBJ003": 3, "KR009": 2, "KPI001": 1}

SCORES: dict[str, str | None] = {
    "company": "0.7",
    "supply": "0.8",
    "platform": "0.7375",
    "sensors": "0.7",
    "routes": "1",
    "emissions": "0.8",
    "air": "0.9",
    "railway": "0.7",
    "punctual": "1",
    "energy": "0.6",
    "night": "0.75",
    "old-rack": "1",
    "footprint": "1",
    "parts": "0.7",
    "trains": "1",
}
OUTCOMES: dict[str, str | None] = {
    "company": "ACHIEVED",
    "supply": "PARTIAL",
    "platform": "ACHIEVED",
    "sensors": "ACHIEVED",
    "routes": "ACHIEVED",
}

FIGURES = {
    "A cycle with its planning calendar, and everybody's drafts.": Figures(
        state="PLANNING",
        counts=(5, 1, 0, 0, 10, 0, 0),
        # No milestone is reached yet, which is 0 of 4; all else is unknown.
        progress={"company": None, "platform": None, "air": None, "supply": "0", "railway": "0"},
        status={"company": "NO_DATA", "air": "NO_DATA"},
        findings=PLANNED,
        edges={"ACCEPTED": 1},
    ),
    "The teams propose what they will contribute.": Figures(
        counts=(5, 1, 0, 0, 10, 0, 0),
        findings=PLANNED,
        edges={"ACCEPTED": 1, "PROPOSED": 4, "WITHDRAWN": 1},
    ),
    "Whoever has the goal above accepts or declines.": Figures(
        counts=(5, 5, 0, 0, 10, 0, 0),
        findings={**ALIGNED, "ALN006": 1, "CYC006": 5},
        edges={"ACCEPTED": 5, "DECLINED": 1, "WITHDRAWN": 1},
    ),
    "The drafts are published.": Figures(
        state="ACTIVE",
        counts=(5, 5, 0, 0, 10, 0, 0),
        # What a sender has named counts as having been there since its first day: all that follow
        # no KPI have been silent for 90 days.
        findings={**ACTIVE, "CHK002": 9},
    ),
    # (50 - 51) / 20 is below 0, and counts as 0.
    "Week 3": Figures(progress={"energy": "0"}, rules={"CHK006": 1, "CHK004": 0}),
    "Week 4": Figures(
        progress={
            "emissions": "0.15",  # (420 - 414) / 40
            "air": "0.233333",  # (40 - 33) / 30
            "railway": "0.25",  # 1 of 4
            "punctual": "1",  # 95 is the bound itself
            "energy": "0.1",  # (50 - 48) / 20
            "night": "0.15",  # 12 / 80
            "old-rack": "0",
            "footprint": None,
            "parts": "0.133333",  # 8 / 60
            "trains": "0.3",  # 6 / 20
            "routes": "0.3",
            "supply": "0.494444",  # (7/30 + 1/4 + 1) / 3 = 89/180
            "platform": "0.0875",  # (2 * 0.1 + 0.15 + 0) / 4
            "sensors": "0.133333",  # parts alone
            "company": "0.271944",  # (0.15 + 2 * 89/180 + 0.0875 + 8/60) / 5
        },
        status={"company": "OFF_TRACK", "punctual": "ON_TRACK", "footprint": "NO_DATA"},
    ),
    # Its confidence is 3; the week before, it had been 4.
    "Week 5": Figures(progress={"air": "0.166667", "punctual": "0"}, rules={"CHK004": 1}),
    # (40 - 30) / 30, and not (40 - 3) / 30, which would be more than reached.
    "Week 6": Figures(progress={"air": "0.333333", "footprint": "1", "energy": "0.15"}),
    # 11 of 20, not the 7 that were reported last; confidence is 5 after 4.
    "Week 7": Figures(progress={"trains": "0.55"}, rules={"CHK004": 0}),
    "Week 8": Figures(
        progress={
            "emissions": "0.5",
            "air": "0.5",
            "railway": "0.25",
            "energy": "0.3",
            "night": "0.5",
            "parts": "0.25",
            "supply": "0.583333",  # (0.5 + 0.25 + 1) / 3
            "platform": "0.275",  # (2 * 0.3 + 0.5 + 0) / 4
            "sensors": "0.625",  # (1 + 0.25) / 2
            "company": "0.513333",  # (0.5 + 2 * 7/12 + 0.275 + 0.625) / 5
        }
    ),
    # Sent twice, there once: 22 of (40 - 10).
    "Week 9": Figures(progress={"air": "0.6", "railway": "0.5"}),
    "Week 12": Figures(
        # The company's goal follows a KPI. old-rack was reported 16 days before the end.
        counts=(5, 5, 4, 0, 10, 8, 0),
        progress={
            "emissions": "0.8",  # (420 - 388) / 40
            "air": "0.9",
            "railway": "0.5",
            "punctual": "1",
            "energy": "0.6",
            "night": "0.75",
            "old-rack": "1",
            "footprint": "1",
            "parts": "0.4",
            "trains": "1",  # 22 of 20
            "routes": "1",
            "supply": "0.8",  # (0.9 + 0.5 + 1) / 3
            "platform": "0.7375",  # (2 * 0.6 + 0.75 + 1) / 4
            "sensors": "0.7",  # (1 + 0.4) / 2
            "company": "0.7675",  # (0.8 + 2 * 0.8 + 0.7375 + 0.7) / 5
        },
        status={
            "emissions": "AT_RISK",
            "air": "ON_TRACK",  # a gap of 0.10 is within it
            "railway": "OFF_TRACK",
            "punctual": "ON_TRACK",  # held until today, which is not over
            "energy": "OFF_TRACK",
            "night": "AT_RISK",  # as 0.25 is
            "old-rack": "ACHIEVED",
            "footprint": "ACHIEVED",
            "parts": "OFF_TRACK",  # whatever Rafael says
            "trains": "ACHIEVED",
            "routes": "ACHIEVED",
            "supply": "AT_RISK",
            "platform": "OFF_TRACK",  # 0.2625
            "sensors": "OFF_TRACK",
            "company": "AT_RISK",
        },
        findings=CHECKED_IN,
    ),
    "The quarter is over: it is to be graded.": Figures(
        state="GRADING",
        counts=(5, 5, 4, 0, 10, 8, 0),
        scores=dict.fromkeys(SCORES),
        findings={**CHECKED_IN, "SCR005": 5},
    ),
    "Everybody scores their goal.": Figures(
        counts=(5, 5, 4, 5, 10, 8, 10),
        scores=SCORES,
        # parts: 0.7 instead of 0.4, and no word why. railway is off by as much, with a note.
        findings={**CHECKED_IN, "SCR004": 1},
    ),
    "The quarter is closed.": Figures(
        state="CLOSED",
        counts=(5, 5, 4, 5, 10, 8, 10),
        scores=SCORES,
        outcomes=OUTCOMES,
        findings={**CLOSED, "SCR004": 1},
    ),
    "What is closed cannot be written any more, but for notes.": Figures(
        state="CLOSED", scores=SCORES, progress={"trains": "1", "company": "0.7675"}
    ),
    "One score was too kind: the quarter is opened once more.": Figures(
        state="GRADING", scores={**SCORES, "parts": "0.4"}
    ),
    "And closed for good.": Figures(
        state="CLOSED",
        counts=(5, 5, 4, 5, 10, 8, 10),
        scores={**SCORES, "parts": "0.4"},
        outcomes=OUTCOMES,
        findings=CLOSED,
    ),
    "What is not done goes on into the next quarter.": Figures(
        part="-next",
        state="PLANNING",
        counts=(4, 4, 0, 0, 5, 0, 0),
        # Under the pillar stands the company's clone, under that two, under one of them Noor's.
        edges={"ACCEPTED": 4},
        # All from their last values. Noor has gone beyond 20, and has no target yet: KR001.
        ways={
            "emissions": ("388", "380"),
            "air": ("13", "10"),
            "railway": (None, None),
            "parts": ("24", "60"),
            "trains": ("22", None),
        },
        # The KPI is where it was; nobody has checked in; of one milestone none is reached.
        progress={"emissions": "0", "air": None, "railway": "0", "parts": None, "trains": None},
        findings={**CLONED, "KR001": 1},
    ),
    "Who has reached a target sets another one.": Figures(part="-next", findings=CLONED),
}
