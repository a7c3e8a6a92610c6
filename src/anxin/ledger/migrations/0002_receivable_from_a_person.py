"""An account for what a person owes a hospital: costs run up with a lost card (A5.n4).

Names a kind; the database changes nothing. `anxin setup` opens the accounts.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="account",
            name="kind",
            field=models.CharField(
                choices=[
                    ("source", "资金来源"),
                    ("fund", "项目资金"),
                    ("advance", "预拨经费"),
                    ("cost", "药品费用"),
                    ("payable", "应付药品费用"),
                    ("disallowed", "核减费用"),
                    ("receivable", "应收本人费用"),
                    ("supplier", "供应商"),
                    ("store", "药品库"),
                    ("patient", "患者领用"),
                    ("waste", "损耗"),
                ],
                max_length=12,
            ),
        ),
    ]
