"""The demonstration's officers. Names and companies are invented; authorities are real."""

from __future__ import annotations

from dataclasses import dataclass

# Of everybody's authenticator app here, so that one entry in a real app does for all; the pages show the codes, too.
APP_KEY = "KPDEMOKPDEMOKPDEMOKPDEMOKPDEMOKP"


@dataclass(frozen=True, slots=True)
class Person:
    """One log-in: who, where (`""` is the Secretariat), and with which roles."""

    name: str
    email: str
    code: str
    authority: str
    roles: tuple[str, ...]


PEOPLE = (
    Person("Sefako Molefe", "sefako@secretariat.example", "SEC-01", "", ("secretariat",)),
    Person("Thabo Nkosi", "thabo@secretariat.example", "SEC-02", "", ("secretariat",)),
    Person("Odile Marchand", "odile@observer.example", "OBS-01", "", ("observer",)),
    Person("Mireille Aubert", "mireille@monitors.example", "MT-01", "", ("monitor",)),
    Person("Kwame Mensah", "kwame@monitors.example", "MT-02", "", ("monitor",)),
    Person("Ada Kgosi", "ada@bw.example", "BW-ADA", "BW", ("preparer",)),
    Person("Ben Tau", "ben@bw.example", "BW-BEN", "BW", ("approver",)),
    Person("Bontle Moeti", "bontle@bw.example", "BW-BON", "BW", ("approver",)),
    Person("Naledi Sechele", "naledi@bw.example", "BW-NAL", "BW", ("authority_admin",)),
    Person("Clarisse Yakoma", "clarisse@cf.example", "CF-CLA", "CF", ("preparer",)),
    Person("Firmin Ngbanda", "firmin@cf.example", "CF-FIR", "CF", ("approver",)),
    Person("João Cassule", "joao@ao.example", "AO-JOA", "AO", ("preparer",)),
    Person("Marta Quissanga", "marta@ao.example", "AO-MAR", "AO", ("approver",)),
    Person("Fatmata Kamara", "fatmata@sl.example", "SL-FAT", "SL", ("preparer",)),
    Person("Ibrahim Sesay", "ibrahim@sl.example", "SL-IBR", "SL", ("approver",)),
    Person("Lotte Peeters", "lotte@eu.example", "ANR-LOT", "EU-ANR", ("preparer",)),
    Person("Koen Maes", "koen@eu.example", "ANR-KOE", "EU-ANR", ("approver",)),
    Person("Amal Haddad", "amal@ae.example", "AE-AMA", "AE", ("preparer", "border_agent")),
    Person("Chen Wei", "chen@ae.example", "AE-CHE", "AE", ("approver",)),
    Person("Yousef Rahimi", "yousef@ae.example", "AE-YOU", "AE", ("approver",)),
)
