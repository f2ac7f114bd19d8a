import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mixitup.pages import LeadNotes, clean, link_up, page_from_dict, read_page, with_lead_notes

PAGE = """---
title: Talking
subheading: A first go
module: 2
---
Welcome.

## Talk (10 mins) <a name="talk"></a>
Begin here:

> **For the lead, to open:** Say your name.
>
> Then wait.
>
> **For the lead, if it goes quiet:** Count to *seven*.

1. Ask
   * Why?
   * Take 5 minutes to write
2. Listen

<section class='notice' markdown='1'>
### Mind
* Be **kind**
</section>

<iframe src="https://www.youtube.com/embed/abcdefghijk" title="YouTube video player"></iframe>
"""


def test_sections_hold_steps_with_their_prompts():
    page = read_page(PAGE)
    talk, mind = page.sections
    assert [(step.number, step.text, len(step.items)) for step in talk.lists[0].items] == [
        (1, "Ask", 2),
        (2, "Listen", 0),
    ]
    assert talk.lists[0].items[0].items[1].minutes.least == 5
    assert (mind.title, mind.parent, mind.prompts[0].html) == ("Mind", "talk", "Be <strong>kind</strong>")
    assert page.meta == {"module": "2"}
    assert page.intro_html == "<p>Welcome.</p>"


@pytest.mark.parametrize(
    "above", ["<br>", "<hr>", "<img src='/a.png' alt='A'>", "<center>", "<details>\n<summary>More</summary>"]
)
def test_a_heading_right_under_a_tag_is_a_heading(above):
    page = read_page(f"## Top\nText.\n\n{above}\n### Inner\n* one\n")
    assert [(s.title, s.line, len(s.prompts)) for s in page.sections][1:] == [
        ("Inner", 5 + above.count("\n"), 1)
    ]


@pytest.mark.parametrize(
    "raw", ["<pre>\n# one\n</pre>", "<!--\n# one\n-->", "<div>\n<pre>\n# one\n</pre>\n</div>"]
)
def test_what_stands_as_it_is_has_no_headings(raw):
    assert read_page(f"{raw}\n").sections == ()


def test_links_written_as_html_keep_their_words():
    page = read_page(
        'See <a href="/one">the first</a> and <a href="https://b.example">the *second*</a>.\n\n'
        '<ul>\n<li><a href="#top"><b>Up</b> there</a></li>\n<li><a name="x"></a></li>\n</ul>\n\n`<a href="/c">` <a href="/d">d</a>\n'
    )
    assert [(link.url, link.text, link.line, link.kind) for link in page.links] == [
        ("/one", "the first", 1, "site"),
        ("https://b.example", "the *second*", 1, "out"),
        ("#top", "Up there", 4, "page"),
        ("/d", "", 8, "site"),
    ]


def test_a_wide_table_scrolls_by_itself():
    (section,) = read_page("## Top\n| A | B |\n|---|---|\n| 1 | 2 |\n").sections
    assert section.html.startswith(
        '<div class="table-scroll" tabindex="0" role="group" aria-label="Table"><table>'
    )
    assert section.html.endswith("</table></div>")


@pytest.mark.parametrize("tag", ["section", "div", "details"])
def test_a_wrapper_right_above_a_heading_or_list_holds_markdown(tag):
    page = read_page(
        f'## Top\n\n<{tag} class="fold">\n### Inner\n\n* one\n* \n</{tag}>\n\n<{tag}>\n- two\n</{tag}>\n'
    )
    assert [(s.title, len(s.prompts)) for s in page.sections] == [("Top", 0), ("Inner", 2)]
    assert [(p.code, p.line) for p in page.problems] == [("empty-item", 7)]
    kept = read_page(f"<{tag}>\nWords, and <b>* no list</b>\n</{tag}>\n")
    assert (kept.sections, kept.problems) == ((), ())


@pytest.mark.parametrize(
    ("before", "count"),
    [
        ("## Top\nChoose one of these:\n\n", 1),
        ("## Top\nSkip down to:\n", 0),
        ("## Contents\n", 0),
        ("", 0),
        ("Try one of these:\n\n", 1),
    ],
)
def test_a_list_of_links_offers_activities_unless_it_is_of_contents(before, count):
    assert len(read_page(f"{before}* [Write](#write)\n\n## Write\nText.\n").activities) == count


def test_lead_notes_are_apart_from_the_page_that_others_see():
    page = read_page(PAGE)
    assert page.sections[0].lead == LeadNotes(open="Say your name.\n\nThen wait.", quiet="Count to *seven*.")
    shown = json.dumps(page.without_lead_notes().as_dict())
    assert "Say your name" not in shown
    assert "seven" not in shown


def test_lead_notes_are_written_back_without_touching_the_rest():
    notes = {"talk": LeadNotes(choose="1. Pick one"), "mind": LeadNotes(open="Smile.")}
    written = with_lead_notes(PAGE, notes)
    page = read_page(written)
    assert [section.lead for section in page.sections] == [
        LeadNotes(choose="1\\. Pick one"),
        LeadNotes(open="Smile."),
    ]
    assert with_lead_notes(written, {"talk": read_page(PAGE).sections[0].lead, "mind": LeadNotes()}) == PAGE


def test_videos_load_nothing_until_they_are_pressed():
    page = read_page(PAGE)
    html = page.sections[-1].html
    assert "<iframe" not in html
    assert 'data-video="https://www.youtube-nocookie.com/embed/abcdefghijk"' in html
    assert [(video.title, video.section) for video in page.videos] == [("Mind", "mind")]


def test_html_is_safe_and_links_out_are_marked():
    html = clean(
        '<p onclick="x()"><a href="https://example.org">a</a><a href="javascript:x()">b</a><script>c</script></p>'
    )
    assert html == '<p><a href="https://example.org" class="out" rel="noopener noreferrer">a</a><a>b</a></p>'


def test_an_address_is_judged_as_a_browser_reads_it_without_tabs_and_line_breaks():
    html = clean('<a href="da\nta:text/html,x">a</a><img src="d&Tab;ata:image/svg+xml,x" alt="b">')
    assert html == "<a>a</a>b"


def test_site_links_lead_to_their_new_place_or_become_text():
    html = clean('<a href="/week2">a</a> <a href="/gone">b</a> <a href="#x">c</a>')
    assert (
        link_up(html, {"/week2": "/guides/week-2/"}.get)
        == '<a href="/guides/week-2/">a</a> b <a href="#x">c</a>'
    )


def test_what_jekyll_adds_is_understood():
    page = read_page(
        '{% include a.html %}\n\n## One {#first}\n[a](/x){:target="_blank"} {{ page.title }}\n\n<h3 id="two">Two</h3>\nText.\n'
    )
    assert [(s.title, s.anchor, s.level) for s in page.sections] == [("One", "first", 2), ("Two", "two", 3)]
    assert page.sections[0].paragraphs[0].text == "a"


def test_what_writers_leave_out_is_made_up_for():
    page = read_page(
        "##Start <a name='go'></a\n[Go](#go)\n\n## Film\n"
        "<iframe src='https://www.youtube.com/embed/abcdefghijk'></iframe>\n1. Watch\n2. Talk\n\n#tea is a channel\n"
    )
    assert [(s.title, s.anchor, len(s.steps)) for s in page.sections] == [
        ("Start", "go", 0),
        ("Film", "film", 2),
    ]
    assert page.problems == ()
    assert [s.title for s in read_page("#Our first hour\n#tea is a channel\n").sections] == ["Our first hour"]


def test_a_footnote_inside_another_is_text():
    page = read_page("Text.[^1]\n\n[^1]: note\n\t* [^2]: inner\n\n# Second\nText.\n")
    assert [section.title for section in page.sections] == ["Second"]


def test_lists_that_are_not_indented_far_enough_belong_to_their_step():
    page = read_page(
        "## Do\n1. Ask:\n\n  * Who?\n    * And why?\n\n2. Plan:\n\n  1. Where\n  2. When\n\n 3. Rest\n\n"
        "## Say\n2. Text\n  goes on\n\n* Other\n"
    )
    do, say = page.sections
    (steps,) = do.lists
    assert [(step.text, [inner.text for inner in step.items]) for step in steps.items] == [
        ("Ask:", ["Who?"]),
        ("Plan:", ["Where", "When"]),
        ("Rest", []),
    ]
    assert steps.items[0].items[0].items[0].text == "And why?"
    assert [item.text for group in say.lists for item in group.items] == ["Text goes on", "Other"]


PIECES = st.sampled_from(
    ["---\n", "title: x: y\n", "## A (5 mins)\n", "* ", "1. ", "\n", "\n\n", "**", "*", "_", "`", "```\n", "[x](#y)", "<a name='y'>", "> ",
     "**For the lead, to open:** x\n", "| a | b |\n|---|---|\n", "<section markdown='1'>", "</section>", "{% if %}", "{: #z}", "<h2>B</h2>\n",
     "    ", "text", "...", "\x00", "\r", "<script>", "<!--", "[^1]", "[^1]: n\n", ": d\n", "\t", "10 mins", "<details>", "&nbsp;", "é", "<![x"]
)  # fmt: skip


@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300).map(str.encode),
        st.lists(PIECES, max_size=40).map(lambda p: "".join(p).encode()),
    )
)
@settings(max_examples=400, deadline=None)
def test_any_bytes_give_a_page_that_survives_its_stored_form(data):
    page = read_page(data)
    assert page_from_dict(json.loads(json.dumps(page.as_dict()))) == page
    assert all(problem.line >= 1 for problem in page.problems)
    assert len({section.anchor for section in page.sections}) == len(page.sections)
    assert "<script" not in json.dumps([section.html for section in page.sections])


NOTE = st.text("abc *#>1.-\n", max_size=40)


@given(st.lists(PIECES, max_size=30).map("".join), NOTE, NOTE)
@settings(max_examples=200, deadline=None)
def test_notes_written_to_one_section_leave_the_others_as_they_were(body, opening, quiet):
    source = f"# First\nText.\n\n{body}\n\n# Second\nText.\n"
    before = read_page(source)
    if len(before.sections) < 2 or before.sections[0].lead:
        return
    written = read_page(with_lead_notes(source, {before.sections[0].anchor: LeadNotes(opening, "", quiet)}))
    assert [(s.title, s.html) for s in written.sections] == [(s.title, s.html) for s in before.sections]
    assert [s.lead for s in written.sections[1:]] == [s.lead for s in before.sections[1:]]
    assert bool(written.sections[0].lead.open) == bool(opening.strip())
