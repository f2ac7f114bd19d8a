"""Emptying the database after a test that commits.

Django's own way takes PostgreSQL a second or two for all these tables, whether or not they hold a row, and writes
content types and permissions anew each time.
"""

from functools import cache

from django.db import connection, transaction

STAY = {"django_content_type", "auth_permission", "django_migrations"}


@cache
def tables() -> list[str]:
    """Every table but those that a new database has rows in."""
    names = set(connection.introspection.django_table_names(only_existing=True, include_views=False))
    return sorted(names - STAY)


def filled() -> list[str]:
    quoted = {name: connection.ops.quote_name(name) for name in tables()}
    asked = [f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {table})" for name, table in quoted.items()]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return [name for (name,) in cursor.fetchall()]


def empty() -> None:
    """In any order: foreign keys are looked at when it is committed."""
    with transaction.atomic(), connection.cursor() as cursor:
        for name in filled():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")
