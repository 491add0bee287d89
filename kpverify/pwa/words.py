"""Every word of the checking page, by key; the page's scripts and template name the keys.

The English stands here and is marked for gettext; other languages are catalogues in `kpverify/locale/`. `{name}` marks
a value the page fills in. Answers of the check (`status.revoked`) have their words in `kpverify.tokens.codes`.
"""

from __future__ import annotations

from django.utils import translation

from kpverify.pwa.words_diligence import WORDS
from kpverify.tokens.codes import CODES


def gettext_noop(words: str) -> str:
    """Mark words for translation."""
    return words


_ = gettext_noop

# What an officer must understand at the verdict: complete in every language we ship.
VERDICT: dict[str, str] = {
    "outcome.valid": _("Valid"),
    "outcome.attention": _("Attention"),
    "outcome.undetermined": _("Cannot tell"),
    "outcome.invalid": _("Not valid"),
    "outcome.unrecognised": _("Not a certificate code"),
    "outcome.not-found": _("Not found"),
    "outcome.valid.text": _("Genuine, unchanged, in force and not withdrawn."),
    "outcome.attention.text": _("Genuine, but look closer before you accept it."),
    "outcome.undetermined.text": _("This is neither a yes nor a no: something needed for an answer is missing."),
    "outcome.invalid.text": _("Do not accept this certificate."),
    "outcome.unrecognised.text": _("What was scanned is not the code of a Kimberley Process certificate."),
    "next.title": _("What to do now"),
    "next.valid": _("Compare the data below with the paper, then check seals, parcels and weight."),
    "next.validated": _(
        "The paper must bear its validation: stamp and signature, or a printed name and date. If it is missing, ask "
        "the issuing authority."
    ),
    "next.attention": _("Read the marked answers below and settle each one before you accept the shipment."),
    "next.undetermined": _("Do not accept and do not refuse on this answer. Connect, update the lists, scan again."),
    "next.ask": _("Ask the issuing authority to confirm, and tell it the code below."),
    "next.clock": _("Set the clock of this device, then scan again."),
    "next.invalid": _("Hold the shipment and report to the issuing authority with the code below."),
    "next.unrecognised": _("Scan the square code on the certificate itself, beside the check code."),
    "next.not-found": _("Compare the number and the check code with the paper, or scan the code."),
    "verdict.phone": _("Code for the telephone"),
    "verdict.by-device": _("Checked on this device, {when}"),
    "verdict.by-server": _("Checked by {host}, {when}"),
    "verdict.again": _("Scan next"),
    "verdict.withheld": _("No data are shown: nothing in this code can be trusted."),
    "verdict.no-data": _("No data are shown, because the signature could not be checked."),
    "fresh.status": _("Withdrawals known as of {age} ago"),
    "fresh.trust": _("Issuers known as of {age} ago"),
    "fresh.none": _("There are no lists on this device."),
    "fresh.no-status": _("Whether it was withdrawn could not be looked up."),
    "demo.title": _("DEMO"),
    "demo.text": _("Made by a demonstration. This is no certificate."),
    "host.other": _("The code names {host}, not this site. It was judged by the lists of {here}."),
    "kind.technical": _(
        "This is a technical certificate, for goods that were detained, seized or sent back. It is no certificate for "
        "an ordinary export."
    ),
    "kind.replacement": _("This certificate takes the place of {number}, which no longer holds."),
    "warnings.title": _("Advisories and notices"),
    "warnings.note": _("What the Secretariat has published on such goods. By itself it makes no certificate invalid."),
    "warnings.advisory": _("Advisory on goods from {code}"),
    "warnings.notice": _("Notice on goods from {code}"),
    "warnings.do": _("What to do"),
    "warnings.source": _("Source"),
    "warnings.last": _("Last day"),
    "warnings.id": _("Reference"),
    "warnings.advisory.short": _("There is an advisory on goods from {code}: read below what to do."),
    "warnings.notice.short": _("There is a notice on goods from {code}: read below what to do."),
    "data.title": _("Compare with the paper"),
    "data.note": _("In the order of the paper. Any difference: hold the shipment."),
    "data.number": _("Certificate number"),
    "data.issued": _("Date of issue"),
    "data.expires": _("Date of expiry"),
    "data.origin": _("Country of mining origin"),
    "data.origins": _("Countries of mining origin"),
    "data.mixed": _("Mixed origin, countries not listed"),
    "data.authority": _("Issuing authority"),
    "data.exporter": _("Exporter"),
    "data.importer": _("Importer"),
    "data.goods": _("Rough diamonds in this shipment"),
    "data.hs": _("HS classification"),
    "data.carats": _("Mass, carats"),
    "data.usd": _("Value, US dollars"),
    "data.total": _("Total"),
    "data.parcels": _("Number of parcels"),
    "data.seals": _("Seals"),
    "data.kind": _("Kind of certificate"),
    "data.kind.standard": _("Standard"),
    "data.kind.technical": _("Technical"),
    "data.kind.replacement": _("Replacement"),
    "data.replaces": _("Replaces"),
    "data.zones": _("Zones of origin"),
    "data.diligence": _("Due diligence standards stated"),
    "data.none": _("None"),
    "data.officers": _("Prepared by / approved by"),
    "data.remarks": _("Remarks"),
    "data.check-code": _("Check code"),
    "outcome.endorsement": _("An endorsement"),
    "outcome.endorsement.text": _("The issuing authority signed this, but it is no certificate by itself."),
    "next.endorsement": _("Scan the code on the certificate itself, then compare its amendments with these."),
    "endorsement.title": _("What this endorsement amends"),
    "endorsement.note": _("It counts only together with its certificate."),
    "amended.title": _("What the issuing authority has amended"),
    "amended.note": _("The paper and its code keep the old entry. The new one holds, as the endorsement says."),
    "amended.old": _("Old entry, no longer holds"),
    "amended.new": _("New entry"),
    "amended.reason": _("Reason"),
    "amended.at": _("Amended on"),
    "amended.officers": _("Proposed by / confirmed by"),
    "amended.see": _("Amended: the new entry stands above."),
    "amended.line": _("Line {number} of the goods"),
    "party.name": _("name"),
    "party.address": _("address"),
    "party.country": _("country"),
    "checks.title": _("What was asked, and the answers"),
    "question.format": _("Is it a certificate?"),
    "question.issuer": _("May its issuer issue it?"),
    "question.signature": _("Is it unchanged?"),
    "question.dates": _("Is it in force?"),
    "question.status": _("Was it withdrawn?"),
    "question.participant": _("Do both countries take part?"),
    "question.origin": _("May goods of this origin be traded?"),
    "question.number": _("Was its number stolen or faked?"),
    "question.presentation": _("Has the shipment already arrived?"),
    "question.lookup": _("Is the number known?"),
    "question.page": _("Did the check run?"),
    "result.pass": _("In order"),
    "result.attention": _("Look closer"),
    "result.unknown": _("Cannot tell"),
    "result.fail": _("Not in order"),
    "result.open": _("Not asked: the check ended before"),
    "limits.title": _("What this does not prove"),
    "limits.stones": _("The code proves the text, not the stones. Nobody has looked into the parcel."),
    "limits.seals": _("Are the seals whole, and are their numbers those above?"),
    "limits.parcels": _("Is the number of parcels the one above?"),
    "limits.weight": _("Does the weight agree with the carats above?"),
    "limits.copy": _("A good copy of a genuine certificate carries the same code: this may be a copy."),
    "limits.later": _("What was withdrawn after the date of the lists is not known here."),
    "sheet.title": _("The paper itself"),
    "sheet.label": _("Serial number of the sheet"),
    "sheet.hint": _("Not the certificate number: the number the blank paper came with."),
    "sheet.ask": _("Was it reported?"),
    "sheet.empty": _("Type the serial number as it stands on the sheet."),
    "sheet.reported": _(
        "Hold the shipment: the authority has reported sheet {serial} as {reason}. Nobody may present it."
    ),
    "sheet.not-reported": _("Sheet {serial} is not among those reported lost or stolen, as of {when}."),
    "specimen.title": _("What this paper should look like"),
    "specimen.page": _("Show it on a page of its own"),
    "specimen.none": _("No specimen of paper of that day is published."),
    "specimen.offline": _("No network, and this specimen was not looked at before. Connect to see it."),
    "specimen.by_eye": _("By eye"),
    "specimen.by_touch": _("By touch"),
    "specimen.by_uv": _("Under ultraviolet light"),
    "specimen.colour": _("Colour of the paper"),
    "specimen.size": _("Size"),
    "specimen.serial": _("Where the serial number stands"),
    "specimen.language": _("Languages of the form"),
    "reason.lost": _("lost"),
    "reason.stolen": _("stolen"),
    "reason.withdrawn": _("withdrawn"),
    "reason.fake": _("fake"),
    "reason.spoiled": _("spoiled"),
    "lookup.not-found": _("No certificate with this number and check code is held here."),
    "page.failed": _("The check broke off on this device. Reload the page and scan again."),
    "foreign.title": _("What it is"),
    "foreign.eu-covid": _("An EU digital COVID certificate."),
    "foreign.smart-health": _("A SMART Health Card."),
    "foreign.web": _("A web address: {text}"),
    "foreign.wifi": _("The name and password of a Wi-Fi network."),
    "foreign.contact": _("A business card."),
    "foreign.payment": _("A payment code."),
    "foreign.product": _("The number of a product or a parcel: {text}"),
    "foreign.text": _("Some other text: {text}"),
    "foreign.empty": _("Nothing: the code is empty."),
    "cut.title": _("The code was cut off on its way here"),
    "cut.text": _(
        "Your code reader opened this page but left out the part after #. Nothing is known of the certificate."
    ),
    "cut.next": _("Scan it again here: this page reads the whole code."),
}

PAGE: dict[str, str] = {
    "page.title": _("Check a certificate"),
    "page.lead": _("Scan the square code on a Kimberley Process certificate. The answer is worked out on this device."),
    "page.language": _("Language"),
    "page.about": _("About"),
    # The frame around the page (templates/base.html).
    "page.skip": _("Skip to the content"),
    "page.scheme": _("Kimberley Process certificates"),
    "page.api": _("Programming interface"),
    "page.trust-list": _("Trust list"),
    "page.foot": _("A certificate proves what an authority signed. It does not prove what is in the parcel."),
    "page.no-script": _("This page works with JavaScript only. Ask whoever looks after this device to allow it."),
    "page.old": _("This browser is too old to check certificates. Use one from 2022 or later."),
    "page.insecure": _("This address is not secure (http), so this browser will not check here. Open it with https."),
    "page.working": _("Checking…"),
    "page.reading": _("Looking for a code…"),
    "page.wedge": _(
        "A hand scanner works at once: point it and pull the trigger. You can also paste a code or drop a file."
    ),
    "page.cut": _("Came here by another code reader and saw no verdict? Some cut the code off: scan with this page."),
    "page.home": _("Back"),
    "camera.start": _("Scan with the camera"),
    "camera.stop": _("Stop the camera"),
    "camera.aim": _("Hold the code inside the frame, flat and about 20 cm away."),
    "camera.starting": _("Allow the camera when the browser asks."),
    "camera.torch": _("Light"),
    "camera.zoom": _("Zoom"),
    "camera.choose": _("Camera"),
    "camera.unnamed": _("Camera {number}"),
    "camera.picture": _("Aim at this square on the certificate"),
    "hint.closer": _("Move closer"),
    "hint.farther": _("Move away a little"),
    "hint.light": _("More light"),
    "hint.turn": _("Turn it to face the camera, out of the glare"),
    "hint.steady": _("Hold still"),
    "scan.insecure": _("The camera works on secure addresses only. Open this page with https."),
    "scan.unsupported": _("This browser gives no camera to pages. Choose a picture, or type the number."),
    "scan.denied": _(
        "The camera is not allowed. Allow it in the settings of the browser, choose a picture, or type the number."
    ),
    "scan.none": _("No camera was found. Choose a picture, or type the number."),
    "scan.busy": _("Another program uses the camera. Close it, then try again."),
    "scan.ended": _("The camera was taken away. Start it again."),
    "scan.too-large": _("The file is larger than 30 MB. Take a smaller picture."),
    "scan.too-many-pixels": _("The picture has more than 50 million points. Take a smaller one."),
    "scan.unreadable": _("This file cannot be read. Choose a picture (JPEG, PNG) or a PDF."),
    "scan.password": _("This PDF is locked with a password. Take a picture of the paper instead."),
    "scan.too-many-pages": _("No code was found on the first 20 pages."),
    "scan.no-decoder": _("The reader is not on this device yet. Connect to the network once, or type the number."),
    "file.choose": _("Choose a picture or PDF"),
    "file.none": _(
        "No code was found in this file. Take the picture straight from above, in good light, with the code large."
    ),
    "file.several": _("{count} certificate codes were found. Which one?"),
    "file.one": _("Code {number}"),
    "typed.open": _("Type the number"),
    "typed.title": _("Look up by number"),
    "typed.note": _("For a damaged code. This asks the register of this site and needs a network."),
    "typed.number": _("Certificate number"),
    "typed.number.hint": _("As printed, for example BW26000123"),
    "typed.code": _("Check code"),
    "typed.code.hint": _("8 letters and digits under the square code"),
    "typed.send": _("Look up"),
    "typed.missing.number": _("Type the certificate number."),
    "typed.missing.code": _("Type the check code."),
    "typed.wrong": _("There is a problem"),
    "typed.offline": _(
        "No network: a number can be looked up only when connected. Scan the code instead, that works offline."
    ),
    "typed.busy": _("Too many look-ups. Wait {seconds} seconds, then try again."),
    "typed.failed": _("The register did not answer. Try again in a minute, or scan the code."),
    "lists.title": _("Lists on this device"),
    "lists.fresh": _("Lists {age} old"),
    "lists.now": _("Lists just updated"),
    "lists.old": _("Lists {age} old: update"),
    "lists.expired": _("Lists too old: connect and update"),
    "lists.none": _("No lists on this device"),
    "lists.loading": _("Fetching the lists…"),
    "lists.first": _("Nothing can be checked before the lists are here. Connect to the network once."),
    "lists.wiped": _(
        "The browser has deleted the lists from this device. Nothing can be checked until you connect once."
    ),
    "lists.version": _("Version of the trust list"),
    "lists.signed": _("Signed"),
    "lists.status": _("Newest list of withdrawals"),
    "lists.asked": _("Last asked for newer ones"),
    "lists.never": _("Never"),
    "lists.update": _("Update now"),
    "lists.offline": _("No network. Checking goes on with the lists on this device."),
    "lists.server": _("The site did not give newer lists. Checking goes on with those on this device."),
    "lists.refused": _(
        "Newer lists were refused ({reason}). Checking goes on with the old ones; tell your administrator."
    ),
    "lists.refused-first": _(
        "The lists of this site were refused ({reason}). Nothing can be checked; tell your administrator."
    ),
    "lists.full": _("The device is full: newer lists could not be stored. They are used until this page is closed."),
    "lists.anew": _("Forget these lists and begin anew"),
    "lists.anew.note": _("Only when your administrator says so: the device will trust whatever this site gives next."),
    "ready.yes": _("Ready: works without a network"),
    "ready.partly": _("Ready except pictures and camera"),
    "ready.no": _("Not ready yet: stay connected a moment"),
    "ready.never": _("This browser cannot keep the page: it works only with a network"),
    "ready.kept": _("The browser promised not to delete the lists"),
    "ready.not-kept": _("The browser may delete the lists when unused. Install the page on the home screen."),
    "install.do": _("Install on this device"),
    "install.ios": _("To install: tap Share, then Add to Home Screen."),
    "install.new": _("A newer version of this page is ready."),
    "install.apply": _("Use it now"),
    "manifest.name": _("Certificate check"),
}


def keys() -> dict[str, str]:
    """Give every word by key, in English."""
    return PAGE | VERDICT | WORDS | {code: words for code, (_result, words) in CODES.items()}


def catalogue(language: str) -> dict[str, str]:
    """Give every word by key, in a language; English where a translation is missing."""
    with translation.override(language):
        return {key: translation.gettext(words) for key, words in keys().items()}
