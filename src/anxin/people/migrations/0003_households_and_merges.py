"""Households, look-alikes and merges; fields of annex 4 that were missing (3.1.c, A4).

Why: the two-patients rule is computed from who lives together, and one person registered twice is
found and merged without destroying either record. All new columns are empty or have a default;
the keyed marks (`people_likeness`) of a person are made when their form is next written.
Undo: `migrate people 0002`; merges and households are lost, the records stay as they are.
"""

import anxin.organisations.models
import django.contrib.postgres.constraints
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("acts", "0001_initial"),
        ("organisations", "0002_credentials_apart"),
        ("people", "0002_find_tokens"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Household",
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
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HouseholdMember",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Likeness",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "token",
                        "person_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("token", models.BinaryField()),
                ("kind", models.CharField(max_length=16)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NotSame",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                ("because", models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name="PersonMerge",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                ("because", models.TextField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PersonSplit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("recorded_at", models.DateTimeField(editable=False)),
                ("recorded_xid", models.BigIntegerField(editable=False)),
                ("because", models.TextField()),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="guardian",
            name="basis",
            field=models.CharField(blank=True, db_default="", help_text="监护依据", max_length=16),
        ),
        migrations.AddField(
            model_name="guardian",
            name="postal_code",
            field=models.CharField(blank=True, db_default="", max_length=6),
        ),
        migrations.AddField(
            model_name="identity",
            name="postal_code",
            field=models.CharField(blank=True, db_default="", max_length=6),
        ),
        migrations.AddField(
            model_name="person",
            name="merged_into",
            field=models.ForeignKey(
                editable=False,
                help_text="同一人的另一份档案，由合并维护",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="people.person",
            ),
        ),
        migrations.AddField(
            model_name="welfare",
            name="household_evidence",
            field=models.CharField(blank=True, db_default="", max_length=80),
        ),
        migrations.AddField(
            model_name="welfare",
            name="medical_assistance",
            field=models.BooleanField(db_default=False, help_text="享受医疗救助"),
        ),
        migrations.AlterField(
            model_name="welfare",
            name="household_patients",
            field=models.PositiveSmallIntegerField(
                default=1, help_text="申报的同户患者人数；算出的人数更多时以算出的为准"
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                name="nobody_is_merged_into_themselves",
            ),
        ),
        migrations.AddField(
            model_name="household",
            name="act",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
            ),
        ),
        migrations.AddField(
            model_name="household",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="householdmember",
            name="act",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
            ),
        ),
        migrations.AddField(
            model_name="householdmember",
            name="end_act",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="acts.act",
            ),
        ),
        migrations.AddField(
            model_name="householdmember",
            name="household",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="members",
                to="people.household",
            ),
        ),
        migrations.AddField(
            model_name="householdmember",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="householdmember",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="notsame",
            name="act",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
            ),
        ),
        migrations.AddField(
            model_name="notsame",
            name="first",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="notsame",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="notsame",
            name="second",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="personmerge",
            name="act",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
            ),
        ),
        migrations.AddField(
            model_name="personmerge",
            name="gone",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="personmerge",
            name="kept",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AddField(
            model_name="personmerge",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="personsplit",
            name="act",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="acts.act"
            ),
        ),
        migrations.AddField(
            model_name="personsplit",
            name="merge",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="split",
                to="people.personmerge",
            ),
        ),
        migrations.AddField(
            model_name="personsplit",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="householdmember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                ),
                name="a_household_is_left_after_it_is_joined",
            ),
        ),
        migrations.AddConstraint(
            model_name="householdmember",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("person", "="),
                    (anxin.organisations.models.DateSpan("since", "until"), "&&"),
                ],
                name="in_one_household_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="notsame",
            constraint=models.UniqueConstraint(
                models.F("first"), models.F("second"), name="two_people_are_told_apart_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="notsame",
            constraint=models.CheckConstraint(
                condition=models.Q(("first__lt", models.F("second"))), name="told_apart_in_order"
            ),
        ),
    ]
