"""What the columns of a roster, and of a list of earlier groups, may be called."""

from mixitup.tables import Field, make_field

EMAIL = make_field(
    "email",
    "E-mail",
    "mail",
    "e-mail address",
    "email id",
    "school email",
    "student email",
    "user email",
    looks=r"[^@\s]+@[^@\s]+\.[^@\s]+",
)
NAME = make_field(
    "name",
    "Name",
    "full name",
    "student",
    "student name",
    "person",
    "display name",
    "legal name",
    "who",
    looks=r"[^\W\d_][^\d@/]*\s[^\d@/]+",
)
GIVEN_NAME = make_field("given_name", "Given name", "givenName", "first", "first name", "forename")
FAMILY_NAME = make_field("family_name", "Family name", "familyName", "last", "last name", "surname")
PREFERRED_NAME = make_field(
    "preferred_name",
    "Preferred name",
    "preferred",
    "preferred first name",
    "preferredGivenName",
    "preferredFirstName",
    "goes by",
    "nickname",
    "chosen name",
)
MODULE = make_field(
    "module",
    "Module",
    "mod",
    "current module",
    "current mod",
    "mod number",
    "module number",
    looks=r"(?:m|mod|module)?\s*[1-9](?:[.,]0)?",
)
PROGRAM = make_field("program", "Program", "programme", "track", "course", "curriculum", "be/fe", "fe/be")
COHORT = make_field(
    "cohort",
    "Cohort",
    "class",
    "cohort name",
    "cohort code",
    "current cohort",
    "homeroom",
    looks=r"\d{4}\s*-?\s*[a-z]{2,3}",
)
PRONOUNS = make_field("pronouns", "Pronouns", "pronoun", "gender pronouns")
ZOOM_EMAIL = make_field("zoom_email", "Zoom e-mail", "zoom", "zoom account", "zoom login")
SLACK_NAME = make_field("slack_name", "Slack name", "slack", "slack handle", "slack username", "slack id")
LINKEDIN = make_field("linkedin", "LinkedIn", "linkedin url", "linkedin profile", "linked in")

PEOPLE_FIELDS: tuple[Field, ...] = (
    EMAIL,
    NAME,
    GIVEN_NAME,
    FAMILY_NAME,
    PREFERRED_NAME,
    MODULE,
    PROGRAM,
    COHORT,
    PRONOUNS,
    ZOOM_EMAIL,
    SLACK_NAME,
    LINKEDIN,
)

SESSION = make_field("session", "Session", "week", "date", "day", "event", "mix it up", "when")
PERSON = make_field(
    "person", "Person", "name", "full name", "student", "student name", "member", "email", "mail"
)
GROUP = make_field("group", "Group", "group number", "room", "room number", "breakout room", "group name")
LEAD = make_field("lead", "Lead", "leader", "is lead", "facilitator", "host", "role", "group lead")

GROUP_FIELDS: tuple[Field, ...] = (SESSION, PERSON, GROUP, LEAD)

# What belongs to the person, and what to the person's place in an inning.
STUDENT_FIELDS = ("name", "preferred_name", "pronouns", "zoom_email", "slack_name", "linkedin")
PLACE_FIELDS = ("module", "program", "cohort")
LABELS = {field.key: field.label for field in (*PEOPLE_FIELDS, *GROUP_FIELDS)} | {"status": "Status"}
