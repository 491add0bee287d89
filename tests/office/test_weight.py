"""The form a clerk fills forty times a day comes over a thin line: page, sheets and scripts together."""

import gzip
import re

from django.contrib.staticfiles.storage import staticfiles_storage

MOST_BYTES = 60_000


def read(name):
    with staticfiles_storage.open(name) as file:
        return file.read()


IMPORT = re.compile(r"""(?:from|import)\s*["'](\.[^"']+)["']""")


def asked_for(page):
    """Give the static files a page asks for, and those their scripts import."""
    left, found = re.findall(r'(?:href|src)="/static/([^"]+)"', page), set()
    while left:
        name = left.pop()
        if name in found:
            continue
        found.add(name)
        if name.endswith(".js"):
            folder = name.rpartition("/")[0].split("/")
            for path in IMPORT.findall(read(name).decode()):
                steps = path.split("/")
                up = steps.count("..")
                at = folder[: len(folder) - up] if up else folder
                left.append("/".join([*at, *(one for one in steps if one not in (".", ".."))]))
    return found


def test_the_form_is_light(ada, shipping):
    made = shipping.draft()
    page = ada.get(f"/office/{made.pk}/edit/").content
    files = asked_for(page.decode())
    assert any(name.endswith(".css") for name in files)
    assert sum(name.endswith(".js") for name in files) >= 9
    sizes = {name: len(gzip.compress(read(name))) for name in files}
    total = sum(sizes.values()) + len(gzip.compress(page))
    assert total <= MOST_BYTES, (total, len(page), sizes)
    print(f"{total} bytes, {len(page)} of page unpacked")  # shown by -s
