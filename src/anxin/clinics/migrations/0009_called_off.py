"""A clinic day has a stage and can be moved or cancelled; whom to call about it, and what came of it (5.2.1).

Every day published before is held. Adds only; the rule of one point a day asks of held days alone. An
older program goes on, but would not see that a day was moved: take the new one everywhere. Reversible
while no day was changed.
"""

import anxin.rules.clinic_day_stages
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("acts", "0001_initial"),
        ("clinics", "0008_sheets"),
        ("organisations", "0002_credentials_apart"),
        ("people", "0003_households_and_merges"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Call",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
            ],
        ),
        migrations.CreateModel(
            name="CallOutcome",
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
                    "outcome",
                    models.CharField(
                        choices=[
                            ("reached", "已通知到，按新日期来"),
                            ("not_reached", "没有联系上"),
                            ("another_day", "改约其他坐诊日"),
                            ("refuses", "不愿来"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "ordering": ("recorded_at",),
            },
        ),
        migrations.CreateModel(
            name="ClinicDayEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                ("move", models.CharField(max_length=24)),
                ("from_stage", models.CharField(editable=False, max_length=24)),
                ("to_stage", models.CharField(editable=False, max_length=24)),
                ("because", models.TextField(blank=True)),
                ("clause", models.CharField(blank=True, max_length=24)),
                ("occurred_on", models.DateField()),
            ],
            options={
                "ordering": ("recorded_at",),
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="clinicday",
            name="doctor_at_one_point_a_day",
        ),
        migrations.AddField(
            model_name="clinicday",
            name="stage",
            field=models.CharField(
                default=anxin.rules.clinic_day_stages.ClinicDayStage["PUBLISHED"], max_length=24
            ),
        ),
        migrations.AddConstraint(
            model_name="clinicday",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("stage", anxin.rules.clinic_day_stages.ClinicDayStage["PUBLISHED"])
                ),
                fields=("day", "doctor"),
                name="doctor_at_one_point_a_day",
            ),
        ),
        migrations.AddField(
            model_name="call",
            name="act",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
            ),
        ),
        migrations.AddField(
            model_name="call",
            name="booking",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="clinics.booking"
            ),
        ),
        migrations.AddField(
            model_name="call",
            name="new_booking",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="calls",
                to="clinics.booking",
            ),
        ),
        migrations.AddField(
            model_name="call",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="calls",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="call",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="calloutcome",
            name="act",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
            ),
        ),
        migrations.AddField(
            model_name="calloutcome",
            name="booking",
            field=models.ForeignKey(
                help_text="改约",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="clinics.booking",
            ),
        ),
        migrations.AddField(
            model_name="calloutcome",
            name="call",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="outcomes",
                to="clinics.call",
            ),
        ),
        migrations.AddField(
            model_name="calloutcome",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="clinicdayevent",
            name="act",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
            ),
        ),
        migrations.AddField(
            model_name="clinicdayevent",
            name="clinic_day",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="clinics.clinicday",
            ),
        ),
        migrations.AddField(
            model_name="clinicdayevent",
            name="moved_to",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="moved_from",
                to="clinics.clinicday",
            ),
        ),
        migrations.AddField(
            model_name="clinicdayevent",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="call",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="calls",
                to="clinics.clinicdayevent",
            ),
        ),
        migrations.AddConstraint(
            model_name="calloutcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("booking__isnull", False), ("outcome", "another_day")),
                    models.Q(
                        models.Q(("outcome", "another_day"), _negated=True),
                        ("booking__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="another_day_is_booked",
            ),
        ),
        migrations.AddConstraint(
            model_name="clinicdayevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("move", "move"), ("moved_to__isnull", False)),
                    models.Q(("move", "cancel"), ("moved_to__isnull", True)),
                    _connector="OR",
                ),
                name="a_moved_day_has_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="call",
            constraint=models.UniqueConstraint(
                models.F("event"), models.F("person"), name="one_call_a_person"
            ),
        ),
    ]
