"""Sheets of a prescription, each with a number: second-class psychotropics stand apart (rx-2007:sheet).

Prescriptions signed before have no sheets, and their lines name none; an older program can't sign
beside this one, as a line without a sheet is refused: stop it before migrating. Undo: migrate back
to 0007 while no sheet is written.
"""

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0007_laboratory"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE clinics_sheet_serial AS bigint", "DROP SEQUENCE clinics_sheet_serial"
        ),
        migrations.CreateModel(
            name="PrescriptionSheet",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("ordinary", "普通处方"), ("psychotropic2", "精二处方")],
                        max_length=16,
                    ),
                ),
                ("number", models.CharField(max_length=24, unique=True)),
                (
                    "prescription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="clinics.prescription",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ("kind",),
            },
        ),
        migrations.AddField(
            model_name="prescriptionline",
            name="sheet",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="clinics.prescriptionsheet",
            ),
        ),
        migrations.AddConstraint(
            model_name="prescriptionsheet",
            constraint=models.UniqueConstraint(
                models.F("prescription"), models.F("kind"), name="sheet_once_a_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="prescriptionsheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "ordinary"), ("number__startswith", "P")),
                    models.Q(("kind", "psychotropic2"), ("number__startswith", "J")),
                    _connector="OR",
                ),
                name="sheet_has_its_number",
            ),
        ),
    ]
