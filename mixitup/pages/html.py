"""HTML in pages: what it holds, what is let through, and how links and videos come out."""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import nh3

_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "details", "div",
    "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
    "iframe", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "s", "samp", "section",
    "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title", "id", "name"},
    "img": {"src", "alt"},
    "iframe": {"src", "title"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "abbr": {"title"},
    "li": {"id"},
    "sup": {"id"},
}
_WITH_CONTENT = {
    "script",
    "style",
    "template",
    "object",
    "applet",
    "svg",
    "math",
    "noscript",
    "textarea",
    "select",
}
_SCHEMES = {"http", "https", "mailto", "tel", "data"}
_UNSAFE_TAGS = {"script", "style", "object", "embed", "applet", "form", "input", "button", "textarea", "select",
                "base", "meta", "link", "frame", "frameset", "svg", "math"}  # fmt: skip
_UNSAFE_URL = re.compile(r"^[\x00-\x20]*(?:javascript|vbscript|data|file)[\x00-\x20]*:", re.IGNORECASE)
_PICTURE = re.compile(r"^data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]+$", re.IGNORECASE)
_EMBEDS = ("google.com", "airtable.com", "typeform.com", "calendly.com", "miro.com", "figma.com", "codepen.io",
           "slides.com", "canva.com", "padlet.com", "office.com", "notion.site", "speakerdeck.com")  # fmt: skip


@dataclass(frozen=True)
class Tag:
    name: str
    attributes: dict[str, str]
    line: int


@dataclass(frozen=True)
class Scan:
    """The opening tags of a piece of HTML (lines count from its own first, which is 0) and its plain text."""

    tags: tuple[Tag, ...]
    text: str


_MARKUP = re.compile(
    r"<(?P<close>/?)(?P<name>[a-zA-Z][\w-]{0,40})"
    r"(?P<rest>(?:[\s/](?:[^<>\"']|\"[^\"]{0,4000}\"|'[^']{0,4000}'){0,4000})?)>|<!--|<[!?][^<>]{0,400}>"
)
_PAIR = re.compile(r"([^\s\"'<>/=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?")


def scan(fragment: str) -> Scan:
    """What a piece of HTML holds, read tolerantly in linear time: for finding things, never for making it safe."""
    tags: list[Tag] = []
    text: list[str] = []
    at = line = counted = 0
    while match := _MARKUP.search(fragment, at):
        text.append(fragment[at : match.start()])
        line += fragment.count("\n", counted, match.start())
        counted, at = match.start(), match.end()
        if match[0] == "<!--":
            at = _after(fragment, "-->", at)
        elif match["name"] and not match["close"]:
            name = match["name"].lower()
            tags.append(Tag(name, _pairs(match["rest"]), line))
            if name in ("script", "style"):
                at = _after(fragment, f"</{name}", at)
    text.append(fragment[at:])
    return Scan(tuple(tags), html.unescape("".join(text)))


def _after(fragment: str, mark: str, at: int) -> int:
    found = re.compile(re.escape(mark), re.IGNORECASE).search(fragment, at)
    return found.end() if found else len(fragment)


def _pairs(rest: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, *values in _PAIR.findall(rest):
        found.setdefault(name.lower(), html.unescape("".join(values)))
    return found


def is_unsafe_url(url: str) -> bool:
    return bool(_UNSAFE_URL.match(re.sub(r"[\t\n\r]", "", html.unescape(url))))  # as browsers read it


def unsafe_parts(tag: Tag) -> Iterator[str]:
    """What of a tag is left out because it could run or fetch something, in words."""
    if tag.name in _UNSAFE_TAGS:
        yield f"a <{tag.name}> element"
    if tag.name == "iframe" and not video_of(tag.attributes.get("src", "")) and not _is_known_embed(tag):
        yield "a frame from another site"
    for name, value in tag.attributes.items():
        if re.match(r"on[a-z]+$", name):
            yield f"code that runs by itself ({name})"
        elif name in ("href", "src", "action", "formaction", "xlink:href") and is_unsafe_url(value):
            if not (tag.name == "img" and _PICTURE.match(value)):
                yield "a link that runs code"
        elif name == "srcdoc":
            yield "a page inside the page"


def _is_known_embed(tag: Tag) -> bool:
    host = _host(tag.attributes.get("src", ""))
    return any(host == known or host.endswith("." + known) for known in _EMBEDS)


def _host(url: str) -> str:
    try:
        parts = urlsplit(("https:" + url) if url.startswith("//") else url.strip())
        return (parts.hostname or "").lower() if parts.scheme in ("http", "https") else ""
    except ValueError:
        return ""


@dataclass(frozen=True)
class VideoAddress:
    watch: str
    embed: str
    where: str


def video_of(url: str) -> VideoAddress | None:
    """The video that an embedding address plays, None where it isn't one of a known player."""
    host = _host(url).removeprefix("www.").removeprefix("m.")
    if not host:
        return None
    parts = urlsplit(("https:" + url) if url.startswith("//") else url.strip())
    name = parts.path.rstrip("/").rsplit("/", 1)[-1]
    if host in ("youtube.com", "youtube-nocookie.com", "youtu.be"):
        return _youtube(parts.path, name, parse_qs(parts.query))
    if host in ("player.vimeo.com", "vimeo.com") and name.isdigit():
        return VideoAddress(
            f"https://vimeo.com/{name}", f"https://player.vimeo.com/video/{name}?dnt=1", "Vimeo"
        )
    if host == "loom.com" and re.fullmatch(r"[0-9a-f]{16,40}", name):
        return VideoAddress(
            f"https://www.loom.com/share/{name}", f"https://www.loom.com/embed/{name}", "Loom"
        )
    return None


def _youtube(path: str, name: str, query: dict[str, list[str]]) -> VideoAddress | None:
    playlist = query.get("list", [""])[0]
    key = query.get("v", [name])[0] if path.startswith("/watch") else name
    if key == "videoseries" and re.fullmatch(r"[\w-]{10,60}", playlist):
        watch = f"https://www.youtube.com/playlist?list={playlist}"
        return VideoAddress(
            watch, f"https://www.youtube-nocookie.com/embed/videoseries?list={playlist}", "YouTube"
        )
    if not re.fullmatch(r"[\w-]{6,20}", key):
        return None
    return VideoAddress(
        f"https://www.youtube.com/watch?v={key}", f"https://www.youtube-nocookie.com/embed/{key}", "YouTube"
    )


def _keep(tag: str, name: str, value: str) -> str | None:
    if name in ("href", "src") and is_unsafe_url(value):
        return value if tag == "img" and _PICTURE.match(value) else None
    if name in ("id", "name") and not re.fullmatch(r"[\w:.-]{1,80}", value):
        return None
    return value


def clean(dirty: str, about: str = "") -> str:
    """Safe HTML: allow-listed tags, attributes and schemes; videos as frames that load when pressed.

    `about` names what the videos in it belong to, for their titles. Site links keep their address until
    `link_up` settles them. Deterministic, linear.
    """
    safe = nh3.clean(
        dirty,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_keep,
        clean_content_tags=_WITH_CONTENT,
        url_schemes=_SCHEMES,
        link_rel=None,
        allowed_classes={"section": {"notice"}, "div": {"notice"}},
    )
    safe = re.sub(r"<img((?: [a-z]+=\"[^\"]*\")*)>", lambda m: _picture(m[1]), safe)
    safe = re.sub(r"<a((?: [a-z]+=\"[^\"]*\")*)>", lambda m: _anchor(m[1]), safe)
    safe = re.sub(
        r"<iframe((?: [a-z]+=\"[^\"]*\")*)>.*?</iframe>", lambda m: _frame(m[1], about), safe, flags=re.S
    )
    safe = re.sub(r"<table>(?:(?!<table>).)*?</table>", lambda m: _WIDE.format(m[0]), safe, flags=re.S)
    safe = re.sub(r"<li>\s*</li>\n?|<span></span>", "", safe)
    return safe.strip()


# A table wider than a phone scrolls by itself, also by keyboard.
_WIDE = '<div class="table-scroll" tabindex="0" role="group" aria-label="Table">{}</div>'


def _attributes(text: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in re.findall(r' ([a-z]+)="([^"]*)"', text)}


def _frame(attributes: str, about: str) -> str:
    found = _attributes(attributes)
    source = found.get("src", "")
    video = video_of(source)
    if video:
        title = html.escape(video_title(found.get("title", ""), about))
        return (
            f'<figure class="video" data-video="{html.escape(video.embed)}" data-title="{title}">'
            f'<a class="video-play" href="{html.escape(video.watch)}" rel="noopener noreferrer">'
            f'<span class="video-button">Play video</span> <span class="video-title">{title}</span> '
            f'<span class="video-where">on {video.where}</span></a></figure>'
        )
    host = _host(source)
    if not host:
        return ""
    opened = _anchor(f' href="{html.escape(source)}"')
    return f"<p>{opened}Open what {html.escape(host)} shows here</a></p>"


def video_title(title: str, about: str) -> str:
    """A frame's own title, unless it's the one that the player's site gives them all."""
    generic = not title.strip() or re.fullmatch(
        r"(youtube|vimeo|loom)?\s*(video)?\s*(player)?", title.strip(), re.I
    )
    return (about or "Video") if generic else title.strip()


def _picture(attributes: str) -> str:
    """Pictures live elsewhere, and nothing from elsewhere is loaded: a link says what it shows."""
    found = _attributes(attributes)
    source, alt = found.get("src", ""), html.escape(found.get("alt", "").strip())
    if source.startswith("data:"):
        return f'<img src="{html.escape(source)}" alt="{alt}">'
    if not source:
        return alt
    return f'<a href="{html.escape(source)}">Picture{": " if alt else ""}{alt}</a>'


def _anchor(attributes: str) -> str:
    found = _attributes(attributes)
    name = found.get("id") or found.get("name")
    parts = [f' id="{html.escape(name)}"'] if name else []
    href = found.get("href")
    if href is not None:
        href = "https:" + href if href.startswith("//") else href
        parts.append(f' href="{html.escape(href)}"')
        if link_kind(href) == "out":
            parts.append(' class="out" rel="noopener noreferrer"')
    if found.get("title"):
        parts.append(f' title="{html.escape(found["title"])}"')
    return f"<a{''.join(parts)}>"


def link_kind(url: str) -> str:
    """ "page" for #anchor, "out", "mail" (telephone too), else "site": an address on the old site itself."""
    if url.startswith("#"):
        return "page"
    if re.match(r"(?:https?:)?//", url, re.IGNORECASE):
        return "out"
    if re.match(r"(?:mailto|tel):", url, re.IGNORECASE):
        return "mail"
    return "site"


def link_up(safe: str, resolve: Callable[[str], str | None]) -> str:
    """Settles the site links in cleaned HTML: `resolve` gives an old address its new one.

    Where it gives None, the link's words stay as text. To be called on every piece of HTML before it is shown.
    """

    def settled(match: re.Match[str]) -> str:
        found = _attributes(match[1])
        url = found.get("href")
        if url is None or link_kind(url) != "site":
            return match[0]
        new = resolve(url)
        return _anchor(f' href="{html.escape(new)}"') + match[2] + "</a>" if new else match[2]

    return re.sub(r"<a((?: [a-z]+=\"[^\"]*\")*)>(.*?)</a>", settled, safe, flags=re.S)
