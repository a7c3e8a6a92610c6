import pytest
pytestmark = pytest.mark.django_db
def test_seeded(db):
    from tests.world import become
    from anxin.pharmacy.models import Product
    from anxin.ledger.models import Account
    become("storekeeper")
    print(Product.objects.count(), Account.objects.count())
    from django.core.management import call_command
    call_command("seed_policy")
    from anxin.database.prepare import SYSTEM_STAFF
