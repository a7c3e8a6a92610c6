"""Take the password's hash out of ``organisations_staff`` into schema security.

Why: colleagues may read each other's names, so the app role could read each other's hashes too. In
``security.credential`` they are reached through functions that ask for a ticket (decision 0008).
Undo: the column comes back with the hashes; ``must_change`` and second factors have no place there.
"""

from django.db import migrations, models

MOVE_OUT = """
SET LOCAL ROLE anxin_security;
CREATE TABLE IF NOT EXISTS security.credential (
    staff_id uuid PRIMARY KEY,
    password text NOT NULL,
    must_change boolean NOT NULL DEFAULT false,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
DO $$
BEGIN
    -- A new database has no rights yet, and nobody in it.
    IF has_table_privilege('anxin_security', 'public.organisations_staff', 'SELECT') THEN
        INSERT INTO security.credential (staff_id, password)
        SELECT id, password FROM public.organisations_staff ON CONFLICT DO NOTHING;
    END IF;
END $$;
RESET ROLE;
"""
MOVE_BACK = """
SET LOCAL ROLE anxin_security;
DO $$
BEGIN
    IF has_table_privilege('anxin_security', 'public.organisations_staff', 'UPDATE') THEN
        UPDATE public.organisations_staff s SET password = c.password
        FROM security.credential c WHERE c.staff_id = s.id;
    END IF;
END $$;
RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial")]

    operations = [
        migrations.RunSQL(MOVE_OUT, MOVE_BACK),
        migrations.AlterField(
            model_name="staff",
            name="password",
            field=models.CharField(default="!", max_length=128, verbose_name="password"),
        ),
        migrations.RemoveField(model_name="staff", name="password"),
    ]
