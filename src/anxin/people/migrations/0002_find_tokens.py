"""The keyed words by which a person is found (decision 0010).

Why: names are sealed, so a name, its pinyin or a telephone number can be looked for by keyed hash
only. The table starts empty: the migration holds no key; `anxin setup` fills it (`index_people`).
Undo: `migrate people 0001` drops the table; nothing else depends on it, and it can be made again.
"""

import django.db.models.deletion
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="FindToken",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "token",
                        "person_id",
                        "through_guardian",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("token", models.BinaryField()),
                ("through_guardian", models.BooleanField(help_text="监护人的电话")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            models.Func(
                                models.F("token"),
                                function="octet_length",
                                output_field=models.IntegerField(),
                            ),
                            32,
                        ),
                        name="a_find_token_is_a_whole_hash",
                    )
                ],
            },
        ),
    ]
