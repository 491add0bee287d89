"""Files to fill in: the columns as they are read, with words and choices beside them."""

from __future__ import annotations

import openpyxl
from django.utils.translation import gettext as _
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from kpverify.certificates.paper_data import DUE_DILIGENCE
from kpverify.certificates.sheets import saved, write_csv
from kpverify.certificates.shipments import IN_ORDER, SHEET
from kpverify.registry.models import HSCode, Participant, Zone

# So many rows get the lists of choices.
PREPARED_ROWS = 1_000
KINDS = ("standard", "technical")


def template_csv() -> bytes:
    """Write the head, and nothing else."""
    return write_csv([IN_ORDER])


def template_xlsx() -> bytes:
    """Write a sheet to fill in, one that explains every column, and the choices."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = SHEET
    _head(sheet, IN_ORDER)
    for at, name in enumerate(IN_ORDER, start=1):
        letter = get_column_letter(at)
        sheet.column_dimensions[letter].width = 24 if "name" in name or "address" in name else 16
        # Text, so that no zero is cut off and no seal becomes a date; amounts are typed with a full stop.
        sheet.column_dimensions[letter].number_format = "@"
        for row in range(2, PREPARED_ROWS + 2):
            sheet.cell(row=row, column=at).number_format = "@"
    _explain(book.create_sheet("explanations"))
    _offer(sheet, book.create_sheet("choices"))
    return saved(book)


def _head(sheet: object, names: tuple[str, ...]) -> None:
    sheet.append(list(names))  # type: ignore[attr-defined]
    for cell in sheet[1]:  # type: ignore[index]
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"  # type: ignore[attr-defined]


def _explain(sheet: object) -> None:
    _head(sheet, ("column", "needed", "explanation"))
    for name, (needed, words) in explanations().items():
        sheet.append([name, needed, words])  # type: ignore[attr-defined]
    for letter, width in (("A", 18), ("B", 10), ("C", 90)):
        sheet.column_dimensions[letter].width = width  # type: ignore[attr-defined]
    for row in sheet.iter_rows(min_row=2):  # type: ignore[attr-defined]
        row[2].alignment = Alignment(wrap_text=True, vertical="top")


def _offer(sheet: object, choices: object) -> None:
    """List what may be chosen, and let the cells offer it; they still take what is typed, and the check judges it."""
    offered = {
        "country": list(Participant.objects.order_by("code").values_list("code", "name")),
        "hs": list(HSCode.objects.order_by("code").values_list("code", "description")),
        "zone": list(Zone.objects.order_by("id").values_list("id", "name")),
        "due_diligence": list(DUE_DILIGENCE.items()),
        "kind": [(kind, "") for kind in KINDS],
    }
    ranges = {}
    for at, (name, pairs) in enumerate(offered.items()):
        code, words = get_column_letter(2 * at + 1), get_column_letter(2 * at + 2)
        choices[f"{code}1"], choices[f"{words}1"] = name, f"{name}: name"  # type: ignore[index]
        choices.column_dimensions[words].width = 40  # type: ignore[attr-defined]
        for place, (value, meaning) in enumerate(pairs, start=2):
            choices[f"{code}{place}"], choices[f"{words}{place}"] = str(value), str(meaning)  # type: ignore[index]
        ranges[name] = f"choices!${code}$2:${code}${len(pairs) + 1}"
    of_column = {
        **{f"{party}_country": "country" for party in ("exporter", "importer")},
        **{f"hs{place}": "hs" for place in (1, 2, 3)},
        "kind": "kind",
    }
    for column, name in of_column.items():
        letter = get_column_letter(IN_ORDER.index(column) + 1)
        rule = DataValidation(type="list", formula1=ranges[name], allow_blank=True, showErrorMessage=False)
        sheet.add_data_validation(rule)  # type: ignore[attr-defined]
        rule.add(f"{letter}2:{letter}{PREPARED_ROWS + 1}")


def explanations() -> dict[str, tuple[str, str]]:
    """Say of each column whether it is needed, and what stands in it."""
    yes, no = _("yes"), _("no")
    parties = {"exporter": _("the exporter"), "importer": _("the importer")}
    found = {
        "mining_origin": (yes, _("Countries of mining origin by their two letters, parted by |, or * for mixed.")),
        "zones": (no, _("Zones the goods were mined in, parted by |. Only for countries whose rules name zones.")),
    }
    for party, who in parties.items():
        of = {"who": who}
        found[f"{party}_name"] = (yes, _("Name of %(who)s, at most 120 characters.") % of)
        found[f"{party}_address"] = (yes, _("Address of %(who)s on one line, at most 200 characters.") % of)
        found[f"{party}_country"] = (yes, _("Country of %(who)s by its two letters.") % of)
    for place in (1, 2, 3):
        needed, line = yes if place == 1 else no, {"line": place}
        found[f"hs{place}"] = (needed, _("HS code of line %(line)s: 7102.10, 7102.21 or 7102.31, each once.") % line)
        found[f"carats{place}"] = (needed, _("Carats of line %(line)s, at most two decimals, like 1804.52.") % line)
        found[f"usd{place}"] = (needed, _("US dollars of line %(line)s, at most two decimals, like 362118.75.") % line)
    return found | {
        "parcels": (yes, _("Number of parcels, a whole number.")),
        "seals": (yes, _("Seal numbers, parted by |, at most 12.")),
        "due_diligence": (no, _("Standards the exporter states to have followed, by their codes, parted by |.")),
        "kind": (no, _("standard (also when empty) or technical.")),
        "remarks": (no, _("At most 200 characters. They are printed and signed.")),
    }
