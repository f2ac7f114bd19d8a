import logging
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import OperationalError, close_old_connections, connection
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from config.composition import every_minute

log = logging.getLogger(__name__)
MINUTE = 60.0


class Command(BaseCommand):
    help = "Run background work: tasks as they come, and whatever is due by the clock at the start and every minute."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="Do what is due now, then stop.")
        parser.add_argument("--interval", type=float, default=1.0, help="Seconds between looks for tasks.")

    def handle(self, *, once: bool, interval: float, **options: Any) -> None:
        # Its start and stop lines are meant for one long run; here each look for tasks is one.
        logging.getLogger("django_tasks_db").setLevel(logging.WARNING)
        worker = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=interval,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        worker.configure_signals()
        log.info("Worker started")
        next_minute = time.monotonic()
        while worker.running:
            try:
                if time.monotonic() >= next_minute:
                    next_minute = time.monotonic() + MINUTE
                    _minute(worker)
                worker.run()
            except OperationalError as trouble:
                if once:
                    raise
                # Busy for longer than a statement waits, or away: rows keep what is due, so this ends no worker.
                log.warning("The database can't be written to, so the work waits: %s", trouble)
                connection.close()
            if once:
                return
            if worker.running:
                time.sleep(interval)


def _minute(worker: Worker) -> None:
    """One minute's work; a stop signal meanwhile waits for it."""
    worker.running_task = True
    try:
        close_old_connections()
        every_minute(timezone.now())
    finally:
        worker.running_task = False
