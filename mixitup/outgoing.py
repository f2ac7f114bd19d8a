"""Mail that must leave now, whatever the worker is doing: sent beside the request, never inside it."""

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor, wait

from django.core.mail import EmailMultiAlternatives

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = [2, 10]
# Python joins these threads before the process ends, so a restart of the server loses no mail.
_senders = ThreadPoolExecutor(max_workers=4, thread_name_prefix="mail")
_under_way: set[Future[bool]] = set()


def send_soon(message: EmailMultiAlternatives) -> None:
    """Hand over a mail and return at once. It is tried three times; a failure is logged, without the text."""
    future = _senders.submit(_send, message)
    _under_way.add(future)
    future.add_done_callback(_under_way.discard)


def wait_until_sent() -> None:
    """Block until everything handed over in this process has left or was given up."""
    wait(list(_under_way))


def _send(message: EmailMultiAlternatives) -> bool:
    for pause in [*RETRY_AFTER_SECONDS, None]:
        try:
            message.send()
        except Exception as error:  # a mail backend may raise anything, and nobody stands above this thread
            logger.warning("Mail to %s was not accepted: %s", message.to, error)
        else:
            return True
        if pause is not None:
            time.sleep(pause)
    return False
