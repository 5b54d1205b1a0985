"""What people report in twelve weeks."""

from company import ARJUN, NOOR, RAFAEL, SIOBHAN

WEEKS = 12
REPORTER = {
    "air": SIOBHAN,
    "railway": SIOBHAN,
    "punctual": SIOBHAN,
    "energy": ARJUN,
    "night": ARJUN,
    "old-rack": ARJUN,
    "footprint": RAFAEL,
    "parts": RAFAEL,
    "trains": NOOR,
}

# By key result a value for each week, from the first to the twelfth; - where nothing was measured.
# Text, because values are decimals and never binary floats.
VALUES = {
    # The wrong way in week 5. The 3 of week 6 is a slip of the pen, and corrected to 30 at once.
    "air": ["40", "38", "37", "33", "35", "3", "28", "25", "22", "18", "15", "13"],
    "railway": ["-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-", "-"],
    # On the bound in weeks 4 and 7, below it in between: held in ten of twelve weeks.
    "punctual": ["97", "96", "96", "95", "94", "93", "95", "96", "96", "97", "96", "96"],
    # Worse than at the start in week 3.
    "energy": ["50", "49", "51", "48", "47", "47", "45", "44", "42", "41", "39", "38"],
    "night": ["0", "5", "10", "12", "20", "26", "36", "40", "44", "50", "56", "60"],
    "old-rack": ["-", "-", "-", "0", "-", "-", "-", "0", "-", "-", "1", "-"],
    "footprint": ["-", "-", "-", "-", "-", "11.2", "-", "-", "-", "-", "-", "-"],
    "parts": ["0", "3", "6", "8", "10", "12", "12", "15", "18", "20", "22", "24"],
    # On leave in week 5: that report comes two weeks late.
    "trains": ["0", "2", "4", "6", "-", "9", "11", "13", "15", "18", "20", "22"],
}

# How sure they are that it will be reached, from 0 to 10: Arjun despairs, and recovers.
CONFIDENCE = {
    "energy": (8, 8, 6, 4, 3, 4, 5, 6, 7, 7, 8, 8),
    "railway": (6, 6, 7, 8, 8, 7, 7, 6, 7, 6, 5, 4),
    "footprint": (5, 5, 6, 6, 7, 9, 9, 9, 9, 9, 9, 9),
}

# By key result and week: how its reporter sees it, where they say so. Rafael sees no problem.
STATUSES = {
    ("energy", 4): "AT_RISK",
    ("energy", 9): "ON_TRACK",
    ("energy", 12): "AT_RISK",
    ("railway", 12): "OFF_TRACK",
    ("parts", 2): "ON_TRACK",
}

NOTES = {
    ("air", 5): "A strike on the rails: two loads had to fly.",
    ("energy", 3): "The new cache burns more than it saves.",
    ("energy", 5): "We do not know where the rest goes.",
    ("energy", 6): "Found it: every replica warmed up for nothing.",
    ("old-rack", 11): "Pulled the plug at noon. Nobody noticed.",
    ("footprint", 6): "11.2 kg, and two thirds of them are the housing.",
    ("railway", 12): "Norway has to wait for a bridge.",
}

# Emissions per customer site in kg, by the week of the reading.
READINGS = {1: 420, 4: 414, 8: 400, 12: 388}

# The week in which a milestone was reached: the second a week late, the third not at all.
MILESTONES = {4: "railway-stage-1", 9: "railway-stage-2"}

# What everything comes to after four, eight and twelve weeks, worked out by hand.
#
# routes: 6 of 20, 13 of 20, and 22 of 20, which counts as 1.
# supply: the mean of air, railway, punctual. 7/30, 1/4 and 1; 15/30, 1/4 and 1; 27/30, 2/4 and 1.
# platform: energy (2/20; 6/20; 12/20) twice, night (12/80; 40/80; 60/80), old-rack (0; 0; 1), by 4.
# sensors: the mean of parts and, once it has a value, footprint. 8/60; 15/60 and 1; 24/60 and 1.
# company: emissions (6/40; 20/40; 32/40), twice supply, platform and sensors, by 5.
EXPECTED = {
    4: {
        "routes": "0.3",
        "supply": "0.494444",
        "platform": "0.0875",
        "sensors": "0.133333",
        "company": "0.271944",
    },
    8: {
        "routes": "0.65",
        "supply": "0.583333",
        "platform": "0.275",
        "sensors": "0.625",
        "company": "0.513333",
    },
    12: {
        "routes": "1",
        "supply": "0.8",
        "platform": "0.7375",
        "sensors": "0.7",
        "company": "0.7675",
    },
}
