"""Doses with their times of the day, and a prescription's reason.

Lines signed before keep ``units_per_day``; later ones leave it empty. Adds only, but an older program
can't write lines without it: migrate before the new program starts. Undo: migrate back to 0001
while no line has a dose of the new kind.
"""

import django.db.models.expressions
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clinics", "0001_initial"),
        ("pharmacy", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="prescriptionline",
            name="prescription_line_is_of_something",
        ),
        migrations.AddField(
            model_name="prescription",
            name="reason",
            field=models.TextField(
                blank=True, default="", help_text="合用或总量超过常用范围的理由"
            ),
        ),
        migrations.AddField(
            model_name="prescriptionline",
            name="evening",
            field=models.PositiveSmallIntegerField(default=0, help_text="half units"),
        ),
        migrations.AddField(
            model_name="prescriptionline",
            name="every_days",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="prescriptionline",
            name="injected",
            field=models.PositiveSmallIntegerField(default=0, help_text="units, at the clinic"),
        ),
        migrations.AddField(
            model_name="prescriptionline",
            name="morning",
            field=models.PositiveSmallIntegerField(default=0, help_text="half units"),
        ),
        migrations.AddField(
            model_name="prescriptionline",
            name="night",
            field=models.PositiveSmallIntegerField(default=0, help_text="half units"),
        ),
        migrations.AddField(
            model_name="prescriptionline",
            name="noon",
            field=models.PositiveSmallIntegerField(default=0, help_text="half units"),
        ),
        migrations.AlterField(
            model_name="prescriptionline",
            name="units_per_day",
            field=models.PositiveSmallIntegerField(
                help_text="units; for an injection units each time", null=True
            ),
        ),
        migrations.AddConstraint(
            model_name="prescriptionline",
            constraint=models.CheckConstraint(
                condition=models.Q(("days__gt", 0), ("every_days__gt", 0), ("quantity__gt", 0)),
                name="prescription_line_is_of_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="prescriptionline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        django.db.models.lookups.Exact(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("morning"), "+", models.F("noon")
                                    ),
                                    "+",
                                    models.F("evening"),
                                ),
                                "+",
                                models.F("night"),
                            ),
                            0,
                        ),
                        ("injected", 0),
                        ("units_per_day__gt", 0),
                        ("units_per_day__isnull", False),
                    ),
                    models.Q(
                        django.db.models.lookups.Exact(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("morning"), "+", models.F("noon")
                                    ),
                                    "+",
                                    models.F("evening"),
                                ),
                                "+",
                                models.F("night"),
                            ),
                            0,
                        ),
                        ("injected", models.F("quantity")),
                        ("units_per_day", None),
                    ),
                    models.Q(
                        django.db.models.lookups.GreaterThan(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("morning"), "+", models.F("noon")
                                    ),
                                    "+",
                                    models.F("evening"),
                                ),
                                "+",
                                models.F("night"),
                            ),
                            0,
                        ),
                        django.db.models.lookups.GreaterThanOrEqual(
                            django.db.models.expressions.CombinedExpression(
                                models.F("quantity"), "*", models.Value(2)
                            ),
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("morning"), "+", models.F("noon")
                                        ),
                                        "+",
                                        models.F("evening"),
                                    ),
                                    "+",
                                    models.F("night"),
                                ),
                                "*",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("days"), "+", models.F("every_days")
                                        ),
                                        "-",
                                        models.Value(1),
                                    ),
                                    "/",
                                    models.F("every_days"),
                                ),
                            ),
                        ),
                        ("injected", 0),
                        ("units_per_day", None),
                    ),
                    _connector="OR",
                ),
                name="prescription_line_is_enough",
            ),
        ),
    ]
