"""How names are compared: folded into one script and one form, in words that carry weight or none.  Pure.

Nothing here is shown to people: what a list or an officer wrote stays as it was written.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from anyascii import anyascii


def words_of(text: str) -> frozenset[str]:
    """Give the words of a text."""
    return frozenset(text.split())


# What a firm is in law says nothing about which firm it is. Written as `fold` writes them.
LEGAL_FORMS = words_of(
    """
    sarl sarlu surl sau sa sas sasu snc scs sci eurl gie spa srl sl slu sapi ltda lda eireli cv rl de_cv
    bvba bv nv sprl vof cvba cvoa gmbh ag kg ohg ug mbh kgaa gbr se oy oyj ab as asa aps
    ltd limited llc llp lp plc inc incorporated corp corporation co company cie compagnie pte pty pvt private public
    proprietary unlimited fze fzc fzco fzllc dmcc dmc wll bsc psc pjsc ojsc cjsc jsc ojs pao oao zao ooo ao nao too
    tov tzov pat prat at kft zrt rt doo dd ad ead ood eood sp zoo z_oo spolka kk yk gk kabushiki kaisha tbk pt sdn bhd
    cc soc npc ug epe ae ee oe eta est establishment coltd sarlau suarl sarlp societe
    ak kompani kompaniia kompania kompaniya kompanija compania companhia companie gongsi youxian zeren gufen
    shrkh sharikat sharika sharikah
    """
)
# Said of many: a word like these neither tells two firms apart nor makes them one.
GENERIC = words_of(
    """
    trading trade trader traders trd general international intl global world group groupe holding holdings enterprise
    enterprises entreprise business commercial commerce import export importexport impex services service industries
    industry industrial industriel ressources resources resource resursy mining mines mine minerals mineral minier
    miniere diamond diamonds diamant diamants diam almaz gem gems gold jewellery jewelry jewels jewel jewellers
    exploration development investment investments invest capital consulting logistics logistique first new national
    union united associates partners bureau office brothers sons and und et y e i of the de du des la le les el al en
    antwerp antwerpen anvers dubai mumbai bombay surat ramat gan hong kong shanghai bangui johannesburg gaborone
    luanda kinshasa botswana namibia angola congo centrafrique africa african afrique africaine belgium india israel uae
    emirates china russia lltjrh tjrh
    shri tijara tijarah lil
    pour for von van der den s d l bin ibn ben bint abu mr mrs ms dr
    """
)
# What stands in front of a name and is dropped: articles, and what joins words.
DROPPED = words_of("and und et y e the of de du des la le les el al l d s")

_APOSTROPHES = re.compile(r"['’‘`´ʼʹʺ\"“”«»]")
_ABBREVIATED = re.compile(r"\b(?:\w\.){2,}\w?\b\.?")
_NOT_A_WORD = re.compile(r"[^0-9a-z]+")
_SINGLES = re.compile(r"\b(?:[a-z] ){1,19}[a-z]\b")


# Letters of other alphabets that look latin but are read otherwise: within a latin word they stand for what they look
# like. Those that are read as they look are not among them.
_LOOKALIKES = str.maketrans(
    dict(zip("ВСНРХУЅԜвсрхуѕԝһԁɡΒΗΡΧΥΖνρχυηγωα", "BCHPXYSWbcpxyswhdgBHPXYZvpxunywa", strict=True))
    | dict(zip("ᎪᏴᏟᎠᎬᎻᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᏃ", "ABCDEHJKLMPRSTVWZ", strict=True))
)
# Soft hyphens, marks of direction and of variants, spaces of no width, tags: nobody sees them.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]"
)
_MIXED = re.compile(r"\b(?=\w*[a-zA-Z])(?=\w*[\u0370-\u03ff\u0400-\u052f\u13a0-\u13f5])\w+")


# Scripts that write consonants: long vowels are letters there, the short ones are left out.
_ABJAD = re.compile(r"[\u0590-\u06ff]")
_LONG_VOWELS = re.compile(r"(?<=\w)[\u0648\u064a\u06cc]")
_ARABIC_ARTICLE = re.compile(r"\b\u0627\u0644(?=\w{3})")


def is_abjad(text: str) -> bool:
    """Is it written in Arabic or Hebrew letters?"""
    return _ABJAD.search(text) is not None


def seen(text: str) -> str:
    """Write a name as it looks: nothing that cannot be seen, and latin letters where letters look latin."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))[:500]
    return plain if plain.isascii() else _MIXED.sub(lambda found: found[0].translate(_LOOKALIKES), plain)


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Write a name in small latin letters and digits, words apart by one space; empty when nothing is left."""
    plain = seen(text)
    if is_abjad(plain):
        plain = _LONG_VOWELS.sub("", _ARABIC_ARTICLE.sub("", plain))
    plain = anyascii(_APOSTROPHES.sub("", plain)).casefold()
    plain = _APOSTROPHES.sub("", plain).replace("&", " and ")
    plain = _ABBREVIATED.sub(lambda found: found[0].replace(".", "") + " ", plain)
    words = _NOT_A_WORD.sub(" ", plain).strip()
    return _SINGLES.sub(lambda found: found[0].replace(" ", ""), words)


# Legal forms written out, the longer before those they hold.
_LONG_FORMS = (
    *("public limited liability company", "limited liability company", "limited liability partnership"),
    *("limited liability", "public joint stock company", "joint stock company", "public joint stock"),
    *("public limited company", "private limited company", "private limited", "limited company"),
    *("free zone limited liability company", "free zone establishment", "free zone company", "fz llc", "fz co"),
    *("obshchestvo s ogranichennoi otvetstvennostiu", "obshchestvo s ogranichennoy otvetstvennostyu"),
    *("publichnoe aktsionernoe obshchestvo", "otkrytoe aktsionernoe obshchestvo", "zakrytoe aktsionernoe obshchestvo"),
    *("aktsionernoe obshchestvo", "tovarystvo z obmezhenoiu vidpovidalnistiu"),
    *("societe a responsabilite limitee unipersonnelle", "societe a responsabilite limitee", "societe anonyme"),
    *("societe par actions simplifiee unipersonnelle", "societe par actions simplifiee", "societe en nom collectif"),
    *("sociedad de responsabilidad limitada", "sociedad limitada", "sociedad anonima", "sociedade anonima"),
    *("sociedade unipessoal", "sociedade por quotas", "responsabilidade limitada", "societa a responsabilita limitata"),
    *("societa per azioni", "besloten vennootschap met beperkte aansprakelijkheid", "besloten vennootschap"),
    *("naamloze vennootschap", "commanditaire vennootschap", "vennootschap onder firma"),
    *("gesellschaft mit beschrankter haftung", "gesellschaft mit beschraenkter haftung", "offene handelsgesellschaft"),
    *("spolka z ograniczona odpowiedzialnoscia", "spolka akcyjna", "spolecnost s rucenim omezenym", "s r o"),
    *("limited sirketi", "anonim sirketi", "perseroan terbatas", "sendirian berhad", "godo kaisha"),
)
# Legal forms of one word that are written out, or met only so.
_MORE_FORMS = words_of(
    """
    limitada unipessoal kommanditgesellschaft aktiengesellschaft aktiebolag osakeyhtio aktieselskab aksjeselskap
    anpartsselskab sti sirketi baam sro perseroan berhad fzc fz fzllc ooo tovarystvo soc cia sociedade sociedad societa
    """
)
# Written shorter, or otherwise, for the same word.
_SAME_WORD = {
    **dict.fromkeys(("bros", "bro", "brother"), "brothers"),
    **dict.fromkeys(("intl", "int"), "international"),
    **dict.fromkeys(("sri", "sree", "shree", "shrii", "sree"), "shri"),
    **dict.fromkeys(("abdul", "abdel", "abdal", "abdoul", "abdur", "abdus", "abdool"), "abd"),
    **dict.fromkeys(("eddin", "eddine", "eldin", "eldine", "uddin", "addin", "aldin"), "din"),
}
# "Abdurrahman", "Abdelkarim": the servant of, with an article that takes the next letter's sound.
_SERVANT = re.compile(r"abd(?:ou|oo|[aeiu])(?:l(?!lah)|([drsntz])(?=\1))(\w{4,})")
_OF_THE_FAITH = re.compile(r"(\w{3,}?)(?:[aeou]dd[ie]ne?|[aeou]ldine?|[aeou]lddine?)")
_ARTICLES = frozenset(("al", "el", "l", "ad", "ar", "as", "an", "az", "ash", "ed", "es", "en", "ez"))


def _words(text: str) -> list[str]:
    """Split folded text in words, written in one way."""
    found = []
    for word in text.split():
        if servant := _SERVANT.fullmatch(word):
            found += ["abd", servant[2]]
        elif faith := _OF_THE_FAITH.fullmatch(word):
            found += [faith[1], "din"]
        else:
            found.append(_SAME_WORD.get(word, word))
    return found


class Folded(NamedTuple):
    """A name ready to be compared: all words, and those left without legal forms and articles."""

    text: str
    core: tuple[str, ...]
    # Without legal forms but with articles, and without spaces: `Alsalam` is `Al Salam`.
    joined: str
    # Words that had an article in front: `Alsalam` may be one of them.
    articled: frozenset[str] = frozenset()

    @property
    def squeezed(self) -> str:
        """The core without its spaces."""
        return "".join(self.core)


@lru_cache(maxsize=20_000)
def take_apart(text: str) -> Folded:
    """Fold a name and strip legal forms; a name that is nothing but forms keeps them."""
    folded = fold(text)
    bare = f" {folded} "
    for form in _LONG_FORMS:
        bare = bare.replace(f" {form} ", " ")
    words = _words(bare)
    named = [word for word in words if word not in LEGAL_FORMS and word not in _MORE_FORMS]
    core = [word for word in named if word not in DROPPED] or named or folded.split()
    articled = frozenset(word for before, word in pairwise(words) if before in _ARTICLES)
    return Folded(folded, tuple(core[:12]), "".join(named), articled)


_SOUNDS = (
    *(("tsch", "x"), ("shch", "x"), ("sch", "x"), ("tch", "x"), ("dzh", "j"), ("ch", "x"), ("sh", "x"), ("zh", "j")),
    *(("dj", "j"), ("ph", "f"), ("kh", "h"), ("gh", "g"), ("ck", "k"), ("qu", "k"), ("q", "k"), ("tz", "z")),
    *(("ts", "z"), ("th", "t"), ("ks", "x"), ("w", "v"), ("oo", "u"), ("ou", "u"), ("ee", "i"), ("y", "i"), ("j", "i")),
)
_SOFT_C = re.compile(r"c(?=[eiy])")
_TWICE = re.compile(r"(.)\1+")
_VOWELS = re.compile(r"[aeiou]+")


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """Write a word as it sounds, roughly: one letter for each way of romanising one."""
    if word.isdigit():
        return word
    said = re.sub(r"(?:off|eff)$", lambda found: found[0][0] + "v", word)
    for written, meant in _SOUNDS:
        said = said.replace(written, meant)
    said = _SOFT_C.sub("s", said).replace("c", "k")
    return _TWICE.sub(r"\1", said)


@lru_cache(maxsize=50_000)
def skeleton(word: str) -> str:
    """Give the consonants of a word as they sound; with vowels' places when there are fewer than three."""
    said = sound(word)
    if any(sign.isdigit() for sign in said):
        return said
    bones = _TWICE.sub(r"\1", _VOWELS.sub("", said))
    if len(bones) >= 3:
        return bones
    return _VOWELS.sub("a", said)


def consonants(word: str) -> str:
    """Give only the consonants of a word as it sounds."""
    return _TWICE.sub(r"\1", _VOWELS.sub("", sound(word)))


def is_generic(word: str) -> bool:
    """Is this a word many firms have?"""
    return word in GENERIC or len(word) == 1


def pair_key(name: str, country: str) -> str:
    """Name a party as decisions remember it: what it is called, legal form included, and where it is."""
    return hashlib.sha256(f"{fold(name)}|{country.upper()}".encode()).hexdigest()
