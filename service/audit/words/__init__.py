"""What the words of a title say: its verb, its numbers, what it leaves open, whom it resembles."""
