"""A line of a pick-up has the days that it covers, and a prescription may have several pick-ups.

Lines written before were whole: their days are the prescription's. The rows are kept by a trigger, which is
set aside for that one statement, as the owner of the table. An older program can't write lines without
days: migrate before the new program starts. Undo: migrate back to 0001 while no prescription has two
completed pick-ups.
"""

from django.db import migrations, models

FORWARD = """
ALTER TABLE dispensing_pickupline DISABLE TRIGGER USER;
UPDATE dispensing_pickupline n SET days = l.days FROM clinics_prescriptionline l WHERE l.id = n.prescription_line_id;
ALTER TABLE dispensing_pickupline ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0006_partial_supply"),
        ("dispensing", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="pickupline",
            name="days",
            field=models.PositiveSmallIntegerField(null=True, help_text="days that they cover"),
        ),
        migrations.RunSQL(FORWARD, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="pickupline",
            name="days",
            field=models.PositiveSmallIntegerField(help_text="days that they cover"),
        ),
        migrations.AddConstraint(
            model_name="pickupline",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__gt", 0), ("quantity__gt", 0)),
                name="pickup_line_is_of_something",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="pickup",
            name="one_live_pickup_a_prescription",
        ),
        migrations.AddConstraint(
            model_name="pickup",
            constraint=models.UniqueConstraint(
                models.F("prescription"),
                condition=models.Q(("stage", "prepared")),
                name="one_prepared_pickup_a_prescription",
            ),
        ),
    ]
