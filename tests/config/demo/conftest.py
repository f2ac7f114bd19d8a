import pytest

# Read while DEMO is off: addresses that are first read in a test of the demo would have the demo's for good.
from tests.config.demo import urls  # noqa: F401


@pytest.fixture
def demo(settings, tmp_path):
    """The site as it is in the demo, with a mail folder of its own."""
    settings.DEMO = True
    settings.ROOT_URLCONF = "tests.config.demo.urls"
    settings.EMAIL_BACKEND = "config.demo.mail.EmailBackend"
    settings.MAIL_DIR = tmp_path / "mail"
    return settings
