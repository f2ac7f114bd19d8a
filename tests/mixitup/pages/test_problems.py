"""What is a problem on a page, and what only looks like one."""

import pytest

from mixitup.pages import read_page


def found(text: str) -> list[tuple[str, int]]:
    return [(problem.code, problem.line) for problem in read_page(text).problems]


UNFINISHED = [
    "Bring your notes, your questions, ",
    "Everyone writes down one idea and",
    "Reach out to your",
    "How might you",
    "Hand it in by EOD Friday of Week",
    "Write down what you would like to hear from the other",
    "Who do you know that takes part in See what the rest is doing",
    "Our hope for this week is to help you... Week 2 is for writing.",
    "What would help you now? To",
    "What could they",
    "When would we usually",
    "Tell the group about it; **first step:** spend five minutes on...",
    "Reasons might be: time, nerves, ....",
    "Take your time…",
    "You may start anywhere, but you can",
    "Ask two people, such as",
    "Choose the one thing from the talk that you can",
    "Take time to",
    "A person who works near you, or somebody  This might be a friend instead.",
    "Open [the list](",
    "We will cover the following:",
    "Three ways to begin -",
    "See the",
    "For more on this, see",
    "Good examples include",
    "Then use [the list](/resources/",
    "Write down one question that you can",
    "The second half of the year is about getting you to",
    "To start, this page is about getting ready for",
    "Choose a story, shorten it, and  Read it aloud to a neighbour.",
]


@pytest.mark.parametrize("text", UNFINISHED)
@pytest.mark.parametrize("mark", ["", "* ", "1. "])
def test_a_text_that_stops_short_or_trails_off_is_unfinished(text, mark):
    assert found(f"## Start\n{mark}{text}\n") == [("unfinished-sentence", 2)]


FINISHED = [
    "No full stop here",
    "Names, pronouns, etc.",
    "Names, pronouns, etc, ",
    "What you can show (drafts, sketches, ...)",
    "Say something like “I was wondering…”",
    '"I learned this in my last job..."',
    "Someone you look up to",
    "Naming several friends they’re turning to",
    "Here's how I ran my shop...",
    "What are you most proud of",
    "Who you are",
    "Pass it on from one to the other",
    "There is good advice in Ask a Manager",
    "It takes time to see... and to listen",
    "Everything you can",
    "Note all the names that you can",
    "Bring as many questions that they would",
    "How are you",
    "Plan A",
    "See [the tracker](https://example.org/a)",
    "**All of it bold**",
    "It works for C++",
    "Ask in #on-campus 🎉",
    "Read https://example.org/some_page",
    "My goal is ______",
    "I feel at my best when...",
    "Describe how you work (place, hours, tools):",
    "Run `git push origin the`",
    "Think about it... then answer.",
    "We talked for an hour at the  Orchard Room",
    "Help each other in every way that you can",
    "People it is good to talk to",
    "Somebody to share a room with",
    "What your examples should include",
    "Things you would like to see",
    "Friends they’re looking up to",
    "Here's what I bring to your team...",
    "Well... what now?",
    "Hello [their name],",
    "Ways to begin, and so on...",
    "Choose **one**",
    "It's *that*",
    "Which one is it for",
    "How do you do it",
    "{{ site.greeting }}",
    "{% raw %}{{ name }}{% endraw %}",
]


@pytest.mark.parametrize("text", FINISHED)
@pytest.mark.parametrize("mark", ["", "* ", "1. "])
def test_a_text_that_only_looks_unfinished_is_left_alone(text, mark):
    assert found(f"## Start\n{mark}{text}\n") == []


LEADS_ON = [
    "Try these:\n\n* one\n",
    "First, \n\n1. one\n",
    "It looks like\n\n```\ncode\n```\n",
    "As somebody said,\n\n> Be kind.\n",
    "For example:\n\n### One\nText.\n",
    "Watch this:\n\n<iframe src='https://www.youtube.com/embed/abcdefghijk'></iframe>\n",
    "1. Discuss:\n  * one\n  * two\n",
    "* bread,\n* butter, and\n* jam\n",
    "* Ask early;\n* ask often; and\n* say thanks.\n* Then rest\n",
    "Dear Ada,\n\nThank you for your time.\n\nBest,\nRobin\n",
    "* My strength is... which means...\n* Here's how that helps...\n",
    "Finish the sentence:\n\n* Networking is...\n* A mentor is...\n",
    "* Name:\n* Cohort:\n* Goal:\n",
    "Name:\n\nCohort:\n",
    "* My best hour is... which means...\n* That shows at work when...\n* It helps me...\n",
    "Any other questions that you would add:\n\n## Next\nText.\n",
    "1. Name:\n2. Cohort:\n3. Say hello\n",
    "* Name:\n* Cohort\n* Hello\n",
    "Who opens? You\n",
    "Three themes, in the order of the day\n\n### One\nText.\n",
    "What not to write, refer to...\n\n### Mistakes\nText.\n",
    "Here are some exercises to choose from:\n\n## Exercise 1\nText.\n",
    "**Slides 3-5:**\n\n## Next\nText.\n",
    "With slides 6 to 9, go through the following:\n\n## Next\nText.\n",
    "Here are some ideas:\n\nIn a crowd:\n\n* one\n",
    "Here are two kinds of questions:\n\nTo a friend:\n* one\n\nTo a stranger:\n* two\n",
    "Set aside 20 minutes to complete the following:\n\n## The lesson\nText.\n",
]


@pytest.mark.parametrize("text", LEADS_ON)
def test_a_text_that_leads_on_to_something_is_whole(text):
    assert found(f"## Start\n{text}") == []


def test_a_heading_takes_up_no_text_that_trails_off():
    assert found("## Start\nYou have an hour....\n\n### One\nText.\n") == [("unfinished-sentence", 2)]
    assert found("## Start\nYou have an hour for the\n\n### One\nText.\n") == [("unfinished-sentence", 2)]


def test_a_promise_is_broken_where_the_next_line_heads_a_list_of_its_own():
    label = "Hand this in by:\n* Friday\n"
    text = f"## One\nAsk these questions:\n\n* Why?\n\n{label}\n## Two\nHere are some questions:\n\n\n{label}"
    assert found(text) == [("unfinished-sentence", 10)]


def test_the_one_label_left_empty_among_filled_ones_is_unfinished():
    text = "* Question #1: Why here?\n* Question #2: Why now?\n* Question #3: \n"
    assert found(text) == [("unfinished-sentence", 3)]


def test_an_entry_that_strings_things_together_and_stops_is_unfinished():
    text = (
        "* What went well? Say: the start was calm; the room was warm; \n* What didn't? The end came fast.\n"
    )
    assert found(text) == [("unfinished-sentence", 1)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("4. **Put it to use:*\n", 1),
        ("Some **bold that never ends.\n\nMore text.\n", 1),
        ("A line.\nClosing only.** here\n", 2),
        ("*Note that this opens\n", 1),
        ("__Note: not closed\n", 1),
        ("**Two\n\nparagraphs.**\n", 1),
    ],
)
def test_unbalanced_emphasis_is_said_once_where_it_opens(text, line):
    assert found(text) == [("unbalanced-emphasis", line)]


@pytest.mark.parametrize(
    "text",
    [
        "2 * 3 * 4 makes 24, and 2*3 makes 6",
        "Use snake_case, __init__.py, _config.yml and *.md files",
        "A name of __________ and a date of __",
        "Required*\n\n*Needed for the survey",
        "Escaped \\*stars\\* and \\_lines\\_",
        "`**kwargs` and `_x`",
        "***Both*** and **bold *with italic* in it**",
        "**Note:**this closes where it is meant to",
        "What the f***",
        "* * *",
        "```\n**kwargs\n```",
        "| A | B |\n|---|---|\n| One<br>* two<br><br>* three | * four<br>* five |",
    ],
)
def test_marks_that_are_no_emphasis_are_left_alone(text):
    assert found(text) == []


def test_links_in_the_page_reach_anchors_headings_and_ids():
    text = (
        "[a](#one) [b](#my-part) [c](#two) [d](#three) [e](#four) [f](#top) [g](#) [h](#5-tips)\n\n"
        '## First <a name="one"></a>\nText.\n\n## My part\nText.\n\n<div id="two"></div>\n\n'
        "## Third {#three}\nText.\n{: #four}\n\n## 5 tips\nText.\n"
    )
    assert found(text) == []
    assert found("[x](#my-part)\n\n## My part <a name='other'></a>\nText.\n") == [("dead-link", 1)]


def test_a_sentence_that_its_missing_list_was_to_end_is_unfinished():
    text = "## Where we are\nWe've been working on:\n\n\n## Hello\nText.\n"
    assert found(text) == [("unfinished-sentence", 2)]


def test_the_one_step_that_says_nothing_is_unfinished():
    text = "1. Say hello (5 mins)\n2. Share:\n   * one\n3. Write\n4. Round off:\n"
    assert found(text) == [("unfinished-sentence", 5)]


def test_a_link_without_an_address_is_dead():
    assert found("## Start\nWatch [the film]() or [the other](/films).\n") == [("dead-link", 2)]


def test_links_reach_headings_with_accents_and_the_second_of_two_alike():
    assert found("[x](#café) [y](#talk-1) [z](#talk)\n\n## Café\nA.\n\n## Talk\nB.\n\n## Talk\nC.\n") == []
    assert found("[x](#talk-2)\n\n## Talk\nB.\n\n## Talk\nC.\n") == [("dead-link", 1)]


def test_two_places_of_one_name_are_reported_at_the_second():
    text = '## One <a name="x"></a>\nText.\n\n## Two <a id="x"></a>\nText.\n'
    assert found(text) == [("duplicate-anchor", 4)]
    assert found('## One <a name="x" id="x"></a>\nText.\n') == []
    assert found("## One\nText.\n\n## One\nText.\n") == []


def test_a_heading_with_nothing_under_it_is_an_empty_section():
    text = "# Top\n\n## One\n\n<!-- later -->\n\n## Two\n\n### Inner\nText.\n\n### Last\n"
    assert found(text) == [("empty-section", 3), ("empty-section", 12)]
    assert found("## One\n{% include video.html %}\n\n## Two\n![Chart](/a.png)\n\n## Three\n---\n") == []


def test_a_heading_without_words_is_said_as_such():
    (problem,) = read_page("---\ntitle: A\n---\n\n## \n").problems
    assert (problem.code, problem.line) == ("empty-section", 5)
    assert problem.message == "This heading has no words, and nothing under it."


def test_empty_list_entries_are_reported_where_they_stand():
    assert found("* one\n*\n* three\n\n1. a\n2.  \n") == [("empty-item", 2), ("empty-item", 6)]
    assert found("Ask:\n-\n- one\n") == [("empty-item", 2)]


def test_what_could_do_harm_is_named_and_the_rest_is_not():
    text = (
        "Hi <script>alert(1)</script>\n\n[x](javascript:alert(1))\n\n"
        "<p onclick='a()'>b</p>\n\n<iframe src='https://example.org/x'></iframe>\n"
    )
    assert found(text) == [("unsafe-html", n) for n in (1, 3, 5, 7)]
    fine = "<div class='box' style='color:red' align=center>b</div>\n\n`<script>`\n\n<!-- <script> -->\n"
    assert found(fine + "\n<iframe src='https://docs.google.com/presentation/d/e/x/embed'></iframe>\n") == []


def test_front_matter_that_cannot_be_read_keeps_its_title_and_lines():
    page = read_page("---\nlayout: page\ntitle: Week 2: Talking\n---\n## A\nText.\n*\n")
    assert [(p.code, p.line) for p in page.problems] == [("bad-front-matter", 3), ("empty-item", 7)]
    assert page.title == "Week 2: Talking"
    assert found("---\ntitle: Never closed\n\nText.\n") == [("bad-front-matter", 1)]
    assert found("---\n\nA rule, then text.\n") == []


@pytest.mark.parametrize("data", [b"", b" \n", b"\x89PNG\r\n\x1a\n\x00\x00", b"a\n" * 5_000_000])
def test_what_is_no_page_is_unreadable(data):
    page = read_page(data)
    assert [(p.code, p.line) for p in page.problems] == [("unreadable", 1)]
    assert (page.title, page.sections) == (None, ())


@pytest.mark.parametrize(
    ("text", "title", "problems"),
    [
        (
            "layout: page\ntitle: Plans\n---\n\n## One\n",
            "Plans",
            [("bad-front-matter", 1), ("empty-section", 5)],
        ),
        ("layout: page\ntitle: Plans\n\n## One\nText.\n", "Plans", [("bad-front-matter", 1)]),
        ("layout\ttitle\npage\nPlans\n\n## One\nText.\n", "Plans", [("bad-front-matter", 1)]),
        ("Note: bring tea\n---\n\nText.\n", None, []),
        ("Title: a word\n\nText.\n", None, []),
    ],
)
def test_settings_without_their_first_dashes_are_said_and_read(text, title, problems):
    assert read_page(text).title == title
    assert found(text) == problems


def test_a_deadline_or_a_level_that_nothing_reads_is_no_fault_of_the_page():
    assert found("## Due Dates\n* The exit ticket, by March 14\n") == []
    assert found("Choose one.\n\n**Level I: A friend**\n\n* Write\n") == []


@pytest.mark.parametrize("between", range(12))
def test_the_same_name_twice_is_said_every_time_the_page_is_read(between):
    """How much stands between the two decided, with luck, whether they were told apart."""
    page = (
        '## A\n\n<a name="one"></a>\n\n' + '<i class="x"></i>\n\n' * between + '<a name="one"></a>\n\nText\n'
    )
    assert {tuple(found(page)) for _ in range(30)} == {(("duplicate-anchor", 5 + 2 * between),)}
