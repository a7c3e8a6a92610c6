"""Photos and scans as the people meet them who put them in and look at them (A4, 5.1.3.b)."""

from io import BytesIO
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from PIL import Image

from anxin.enrolment.models import Application
from anxin.files import services
from anxin.files.cleaning import clean
from anxin.files.models import Attachment, Withdrawal
from anxin.privacy.models import AccessRecord
from anxin.rules.decisions import Refused
from anxin.rules.files import Purpose
from anxin.vault.ciphertext import CiphertextMoved, open_bytes
from tests.enrolment import admitting
from tests.files.sent import bad_files, paper, picture
from tests.world import become

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(db):
    number = admitting.submitted()
    return Application.objects.get(id=number)


def sent(content, name="IMG_0001.JPG", purpose="diagnosis", **more):
    return {
        "request_id": str(uuid4()),
        "purpose": purpose,
        "file": SimpleUploadedFile(name, content, "image/jpeg"),
        **more,
    }


def add_page(application):
    return f"/files/{application.person_id}/add/?application={application.id}"


def kept(application, content=None, purpose=Purpose.DIAGNOSIS):
    return services.add_file(
        request_id=uuid4(),
        person_id=application.person_id,
        file=clean(content or picture(), purpose=purpose),
        application_id=application.id,
        actor=become("officer"),
        at=admitting.AT,
    )


def test_a_photo_goes_from_the_application_page_and_is_seen_there(browse, application):
    officer = browse("officer")
    own = f"/admission/{application.id}/"
    assert add_page(application) in officer.get(own).content.decode()

    form = sent(picture(size=(700, 700)), purpose="photo", application=str(application.id))
    answer = officer.post(add_page(application), form)

    assert (answer.status_code, answer["Location"]) == (302, own), answer.content.decode()
    become("officer")
    row = Attachment.objects.get(person_id=application.person_id)
    shown = officer.get(own).content.decode()
    assert "一寸照片" in shown
    assert f"/files/{row.id}/thumbnail/" in shown

    seen = officer.get(f"/files/{row.id}/")
    assert seen["Content-Type"] == "image/jpeg"
    assert seen["Content-Disposition"] == f'inline; filename="{str(row.id)[:8]}.jpg"'
    assert seen["Cache-Control"] == "no-store"
    assert seen["X-Content-Type-Options"] == "nosniff"
    assert seen["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert Image.open(BytesIO(seen.content)).size == (500, 700)
    read = AccessRecord.objects.filter(page="照片和扫描件").get()
    assert (read.fields, read.person_ids) == (["file.photo"], [application.person_id])


def test_sending_it_twice_keeps_it_once(browse, application):
    officer, request_id = browse("officer"), str(uuid4())
    for _ in range(2):
        form = sent(picture(), request_id=request_id)
        assert officer.post(add_page(application), form).status_code == 302
    become("officer")
    assert Attachment.objects.count() == 1


def test_a_pdf_is_given_as_a_file_and_has_no_thumbnail(browse, application):
    number = kept(application, paper(2), Purpose.POVERTY)
    reviewer = browse("reviewer")
    answer = reviewer.get(f"/files/{number}/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert reviewer.get(f"/files/{number}/thumbnail/").status_code == 404


@pytest.mark.parametrize("kind", ["EICAR", "half a PDF", "a PDF with a password", "empty"])
def test_a_bad_file_is_told_at_its_field_and_nothing_is_kept(browse, application, kind):
    content, _code = bad_files()[kind]
    answer = browse("officer").post(add_page(application), sent(content))
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    become("officer")
    assert not Attachment.objects.exists()


def test_a_file_too_large_is_told_at_its_field(browse, application):
    answer = browse("officer").post(add_page(application), sent(picture() + bytes(11 * 2**20)))
    assert answer.status_code == 422
    assert answer.context["form"].errors["file"] == ["文件超过 10 MB，请重新拍照或降低扫描分辨率"]


def test_a_request_that_says_it_is_huge_is_not_read(browse, application):
    answer = browse("officer").post(
        add_page(application), sent(picture()), CONTENT_LENGTH=100 * 2**20
    )
    assert answer.status_code == 400


def test_what_is_kept_is_sealed_and_opens_in_its_own_place_alone(application):
    number = kept(application)
    become("officer")
    with connection.cursor() as cursor:
        cursor.execute("SELECT content, thumbnail FROM files_attachment WHERE id = %s", [number])
        content, thumbnail = (bytes(blob) for blob in cursor.fetchone())
    assert b"JFIF" not in content + thumbnail
    place = {"table": "files_attachment", "row_id": number}
    assert b"JFIF" in open_bytes(content, column="content", **place), "the control"
    with pytest.raises(CiphertextMoved):
        open_bytes(content, column="thumbnail", **place)


@pytest.mark.parametrize(
    ("colleague", "status"),
    [
        ("officer", 200),
        ("second_officer", 200),
        ("reviewer", 200),
        ("auditor", 200),
        ("other_officer", 404),
        ("village", 404),
        ("dispenser", 404),
        ("psychiatrist", 404),
        ("police", 404),
        ("checker", 404),
        ("commission", 404),
    ],
)
def test_who_sees_a_file(browse, application, colleague, status):
    number = kept(application)
    client = browse(colleague)
    assert client.get(f"/files/{number}/").status_code == status
    assert client.get(f"/files/{number}/thumbnail/").status_code == status


@pytest.mark.parametrize("colleague", ["other_officer", "reviewer", "auditor"])
def test_who_may_not_put_in_or_take_back(browse, application, colleague):
    number = kept(application)
    client = browse(colleague)
    assert client.post(add_page(application), sent(picture())).status_code == 404
    assert client.get(f"/files/{number}/withdraw/").status_code == 404


def test_a_file_put_in_by_mistake_is_withdrawn_and_kept(browse, application):
    number, officer = kept(application), browse("officer")
    act = {"request_id": str(uuid4())}
    assert officer.post(f"/files/{number}/withdraw/", act).status_code == 422, "no reason given"

    answer = officer.post(f"/files/{number}/withdraw/", {**act, "because": "拍错了"})

    assert answer["Location"] == f"/admission/{application.id}/"
    assert f"/files/{number}/" not in officer.get(answer["Location"]).content.decode()
    assert officer.get(f"/files/{number}/").status_code == 404
    become("officer")
    assert Attachment.objects.filter(id=number).exists()
    assert Withdrawal.objects.get(attachment_id=number).because == "拍错了"


def test_a_file_is_withdrawn_once(application):
    number = kept(application)

    def withdraw():
        return services.withdraw_file(
            request_id=uuid4(),
            file_id=number,
            because="拍错了",
            actor=become("officer"),
            at=admitting.AT,
        )

    withdraw()
    with pytest.raises(Refused) as refused:
        withdraw()
    assert refused.value.unmet[0].code == "file-not-withdrawn"


def test_the_database_keeps_files_as_they_are_and_apart(application):
    number = kept(application)
    stranger = Application.objects.get(id=admitting.submitted())
    become("officer")
    with pytest.raises(DatabaseError), transaction.atomic():
        Attachment.objects.filter(id=number).update(purpose="photo")
    with pytest.raises(DatabaseError), transaction.atomic():
        Attachment.objects.filter(id=number).delete()
    with pytest.raises(DatabaseError, match="another person's application"), transaction.atomic():
        services.add_file(
            request_id=uuid4(),
            person_id=application.person_id,
            file=clean(picture(), purpose=Purpose.OTHER),
            application_id=stranger.id,
            actor=become("officer"),
            at=admitting.AT,
        )
