"""What was submitted is kept word for word, and what is compared is what the approver saw before."""

from kpverify.certificates import services
from kpverify.certificates.models import Submission
from kpverify.certificates.submissions import earlier_submission

from .typed import content


def test_each_submission_is_kept_with_the_words_it_was_sent_back_with(shipping, ada, ben, now):
    made = shipping.submitted()
    assert earlier_submission(made) is None
    made = services.send_back(certificate_id=made.pk, reason="Weigh  it\nagain", by=ben, now=now)
    first = earlier_submission(made)
    assert (first.content, first.reason, first.sent_back_by) == (made.content, "Weigh it again", ben)
    made = services.change_draft(certificate_id=made.pk, content=content(parcels=7), by=ada, now=now)
    assert earlier_submission(made) == first
    made = services.submit_certificate(certificate_id=made.pk, by=ada, now=now)
    assert earlier_submission(made) == first
    made = services.approve_certificate(certificate_id=made.pk, by=ben, now=now)
    assert earlier_submission(made) == first
    assert [one.content["parcels"] for one in Submission.objects.order_by("version")] == [first.content["parcels"], 7]
    made = services.send_back(certificate_id=made.pk, reason="Once more", by=ben, now=now)
    assert earlier_submission(made).content["parcels"] == 7
