"""What makes the database itself refuse to change the log: triggers, for SQLite and for PostgreSQL.

Entries are only ever added: no UPDATE, no DELETE, and on PostgreSQL no TRUNCATE. The head goes one entry on at a time
and always names the entry it stands at. They stop a program with the node's own database account; who may drop
triggers is not stopped, but found by `check_audit`.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

ENTRY, HEAD = "audit_auditentry", "audit_audithead"
WORDS = "the audit log is append-only"
# The head counts on, keeping the hash; then it takes the hash of the entry that was written under that number.
GOES_ON = (
    "(NEW.id = OLD.id AND ((NEW.seq = OLD.seq + 1 AND NEW.hash = OLD.hash) OR (NEW.seq = OLD.seq AND EXISTS"
    " (SELECT 1 FROM audit_auditentry WHERE seq = NEW.seq AND hash = NEW.hash))))"
)
NAMES = {
    "audit_no_update": ENTRY,
    "audit_no_delete": ENTRY,
    "audit_head_goes_on": HEAD,
    "audit_head_no_delete": HEAD,
}
EMPTYING = {"audit_no_truncate": ENTRY, "audit_head_no_truncate": HEAD}

SQLITE = [
    f"CREATE TRIGGER audit_no_update BEFORE UPDATE ON {ENTRY} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
    f"CREATE TRIGGER audit_no_delete BEFORE DELETE ON {ENTRY} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
    f"CREATE TRIGGER audit_head_goes_on BEFORE UPDATE ON {HEAD} WHEN NOT {GOES_ON}"
    f" BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
    f"CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON {HEAD} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END",
]
REFUSE = f"""CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$"""
POSTGRESQL = [
    REFUSE,
    f"CREATE TRIGGER audit_no_update BEFORE UPDATE ON {ENTRY} FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    f"CREATE TRIGGER audit_no_delete BEFORE DELETE ON {ENTRY} FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    # A trigger's condition may not ask another table: a function does.
    f"""CREATE OR REPLACE FUNCTION audit_head_goes_on() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF NOT {GOES_ON} THEN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$""",
    f"CREATE TRIGGER audit_head_goes_on BEFORE UPDATE ON {HEAD} FOR EACH ROW EXECUTE FUNCTION audit_head_goes_on()",
    f"CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON {HEAD} FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    *(
        f"CREATE TRIGGER {name} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
        for name, table in EMPTYING.items()
    ),
]


def put_up(connection: BaseDatabaseWrapper) -> None:
    """Let the database refuse from now on."""
    with connection.cursor() as cursor:
        for statement in SQLITE if connection.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)


def take_down(connection: BaseDatabaseWrapper) -> None:
    """Stop refusing: for the migration's way back, and for tests that have to empty or to damage the log."""
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        for name, table in (NAMES if is_sqlite else {**NAMES, **EMPTYING}).items():
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}" + ("" if is_sqlite else f" ON {table}"))
