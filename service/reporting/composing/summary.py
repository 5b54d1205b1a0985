"""The head of a story: what stands nowhere else in a report, in few words."""

from collections.abc import Sequence

from service.narrative.stories import Paragraph, Sentence, Story, Topic

# By paragraph, whose sentences it takes, and how many of them: the parts of the report tell the
# rest in full.
_PARAGRAPHS: Sequence[Sequence[tuple[Topic, int]]] = (
    ((Topic.SET, 9), (Topic.STANDING, 9)),
    ((Topic.GOING_WELL, 1),),
    ((Topic.ATTENTION, 1),),
    ((Topic.ALIGNMENT, 1), (Topic.GRADES, 9)),
)


def summary_of(story: Story) -> Story:
    """A few paragraphs: how it stands, what goes best and worst, what it came to."""
    told: dict[Topic, Sequence[Sentence]] = {one.topic: one.sentences for one in story.paragraphs}
    return Story(
        [
            Paragraph(parts[0][0], sentences)
            for parts in _PARAGRAPHS
            if (sentences := [one for topic, most in parts for one in told.get(topic, ())[:most]])
        ]
    )
