"""What each act is called on a button, what it means, and what happens at the border."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from kpverify.certificates.lifecycle import Act


class ActWords(NamedTuple):
    """The words of one act; `is_direct` when its button does it without a page in between."""

    button: Any
    title: Any
    means: tuple[Any, ...]
    done: Any
    is_direct: bool = False
    is_danger: bool = False
    reason_hint: Any = ""


ACT_WORDS: dict[Act, ActWords] = {
    Act.SUBMIT: ActWords(
        _("Submit for approval"),
        _("Submit this draft for approval?"),
        (_("Another officer approves it. It cannot be changed meanwhile, unless they send it back."),),
        _("Submitted. Now another officer has to approve it."),
        is_direct=True,
    ),
    Act.SEND_BACK: ActWords(
        _("Send back"),
        _("Send this back to its preparer?"),
        (_("It becomes a draft again, and the preparer reads your reason."),),
        _("Sent back: it is a draft again."),
        reason_hint=_("Tell the preparer what to change."),
    ),
    Act.APPROVE: ActWords(
        _("Approve"),
        _("Approve this certificate?"),
        (_("You stand for what it says: your code will be in the signed text, beside the preparer's."),),
        _("Approved. It can be issued now."),
        is_direct=True,
    ),
    Act.ISSUE: ActWords(
        _("Issue and sign"),
        _("Issue this certificate?"),
        (_("It gets the next number and is signed. From then on it cannot be changed, only withdrawn."),),
        _("Issued and signed. Next: check the content, seal the container, validate, and print."),
        is_direct=True,
    ),
    Act.VALIDATE: ActWords(
        _("Validate"),
        _("Validate: content checked, container sealed"),
        (
            _("You record that the content was found to match the certificate, and which seals were put on."),
            _("It is printed in the validation box. A stamp and a signature may still be put beside it."),
            _("It is recorded once, and cannot be changed."),
        ),
        _("Validated: the content check and the seals are recorded. Print the certificate with it."),
    ),
    Act.SUSPEND: ActWords(
        _("Suspend"),
        _("Suspend this certificate?"),
        (
            _("Everybody who scans it is told at once that it is suspended, and to hold the shipment and ask you."),
            _("Devices without network learn it when they next update."),
            _("Your contacts in the importing country are told by e-mail, without the reason."),
            _("Find out what is wrong, then reinstate, replace or revoke it. Its validity goes on running meanwhile."),
        ),
        _("Suspended."),
        reason_hint=_("The reason is kept with the certificate; verifiers do not see it."),
    ),
    Act.REINSTATE: ActWords(
        _("Reinstate"),
        _("Let this certificate hold again?"),
        (
            _("Everybody who scans it is told at once that it is not suspended any more."),
            _("Devices without network say that it is suspended until they next update."),
            _("Your contacts in the importing country are told by e-mail, without the reason."),
            _("It is not valid for longer than before: one that has expired meanwhile stays expired."),
        ),
        _("Reinstated: it is not suspended any more."),
        reason_hint=_("The reason is kept with the certificate; verifiers do not see it."),
    ),
    Act.REVOKE: ActWords(
        _("Propose to revoke"),
        _("Propose to revoke this certificate for good?"),
        (
            _("Two officers revoke together: you propose it, another one with the same right confirms it."),
            _("It is suspended at once: everybody who scans it is told to hold the shipment and ask you."),
            _("When nobody confirms within seven days the proposal lapses, and the certificate stays suspended."),
        ),
        _("Proposed. The certificate is suspended; another officer has to confirm that it is revoked."),
        is_danger=True,
        reason_hint=_("The officer who confirms reads it. It is kept with the certificate; verifiers do not see it."),
    ),
    Act.CANCEL_REVOCATION: ActWords(
        _("Do not revoke"),
        _("Cancel the proposed revocation?"),
        (
            _("The certificate is not revoked."),
            _("A suspended one stays suspended: reinstate it, when it should hold again."),
        ),
        _("The revocation is cancelled. If the certificate is suspended, it stays so until somebody reinstates it."),
        reason_hint=_("The reason is kept with the certificate; verifiers do not see it."),
    ),
    Act.AMEND: ActWords(
        _("Amend"),
        _("Amend this certificate by endorsement"),
        (
            _("Two officers amend together: you propose it, an approver other than you confirms and signs it."),
            _("The certificate and its paper stay as they are. Whoever scans it is shown the old and the new entry."),
            _("An endorsement sheet is printed and kept with the paper."),
        ),
        _("Proposed. Another officer has to confirm it."),
        reason_hint=_("It stands in the endorsement: verifiers read it."),
    ),
    Act.REPLACE: ActWords(
        _("Replace"),
        _("Draft a certificate to take this one's place?"),
        (
            _("A draft with the same content is made: correct it, submit it, and have it approved as always."),
            _("Files, purchase slips, import certificates and statements are taken along. The monitors' word is not."),
            _("This certificate stays in force until the new one is issued. At that instant it is revoked."),
        ),
        _("This draft replaces the certificate named below. Correct it, then submit it."),
        reason_hint=_("The reason is kept with both certificates."),
    ),
    Act.CONFIRM_RECEIPT: ActWords(
        _("Confirm receipt"),
        _("Confirm that the shipment has arrived?"),
        (
            _("Do this when the importing authority has confirmed the receipt to you."),
            _("Whoever scans the certificate after that is told that its shipment has arrived already."),
            _("This cannot be undone."),
        ),
        _("The receipt is confirmed."),
    ),
}

# The same act, when another officer has proposed it.
CONFIRM_REVOKING = ActWords(
    _("Confirm the revocation"),
    _("Revoke this certificate for good?"),
    (
        _("Another officer proposed it. With your yes it is revoked."),
        _("Everybody who scans it is told at once that it is not valid, and border agents to detain the shipment."),
        _("Devices without network learn it when they next update."),
        _("This cannot be undone. For goods that still travel, a replacement is needed."),
    ),
    _("Revoked for good."),
    is_danger=True,
)


def words_for(act: Act, *, is_proposed: bool) -> ActWords:
    """Give the words of an act; `is_proposed` when a revocation waits for a second officer."""
    return CONFIRM_REVOKING if act is Act.REVOKE and is_proposed else ACT_WORDS[act]
