"""What the page's addresses answer, without a browser."""

import json
import re

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage

from kpverify.pwa import assets

pytestmark = pytest.mark.django_db

ADDRESSES = ["/v", "/v/words/fr.json", "/sw.js", "/manifest.webmanifest"]


def is_served(client, url):
    answer = client.get(url)
    answer.close()
    return answer.status_code == 200


@pytest.mark.parametrize("path", ADDRESSES)
def test_answers_set_no_cookie_and_are_asked_for_anew(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert not answer.cookies
    assert answer["Cache-Control"] == "no-cache"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert client.get(path, HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_only_reading_is_allowed(client, path, method):
    assert getattr(client, method)(path).status_code == 405


def test_the_camera_is_allowed_on_the_page_alone(client):
    assert "camera=(self)" in client.get("/v")["Permissions-Policy"]
    assert "camera=()" in client.get("/sw.js")["Permissions-Policy"]


def test_the_page_speaks_the_readers_language_and_says_that_it_varies(client):
    answer = client.get("/v", HTTP_ACCEPT_LANGUAGE="ar, en;q=0.5")
    assert '<html lang="ar" dir="rtl">' in answer.text
    assert "Accept-Language" in answer["Vary"]


def test_a_language_that_is_not_shipped_gets_english(client):
    assert '<html lang="en" dir="ltr">' in client.get("/v", HTTP_ACCEPT_LANGUAGE="xx").text
    assert client.get("/v/words/xx.json").status_code == 404


def test_the_page_has_no_inline_script_and_no_inline_style(client):
    page = client.get("/v").text
    scripts = re.findall(r"<script([^>]*)>", page)
    assert all('src="' in attributes or "application/json" in attributes for attributes in scripts)
    assert not re.search(r'<style|\sstyle="|\son[a-z]+="|javascript:', page)


def test_the_worker_keeps_every_file_the_page_names(client):
    worker = client.get("/sw.js").text
    kept = json.loads(worker.partition("const SHIPPED = ")[2].partition(";\n")[0])
    page = client.get("/v").text
    named = set(re.findall(r'(?:src|href)="(/static/[^"]+\.(?:js|css))"', page))
    assert named - set(kept["page"]) == {staticfiles_storage.url("pwa/page/old.js")}
    assert set(re.findall(r"/v/words/[a-z]+\.json\?[0-9a-f]+", page)) <= set(kept["later"])


def test_every_kept_file_is_there_under_a_name_with_its_hash(client):
    kept = json.loads(client.get("/sw.js").text.partition("const SHIPPED = ")[2].partition(";\n")[0])
    files = [url for url in kept["page"] + kept["later"] if url.startswith("/static/")]
    assert len(files) > 30
    assert all(re.search(r"\.[0-9a-f]{12}\.[a-z]+$", url) for url in files)
    assert all(is_served(client, url) for url in files)


def test_the_scanner_is_kept_whole_but_not_fetched_with_the_page(client):
    assert "pwa/vendor/zxing-wasm-3.1.4/dist/es/reader/index.js" in assets.scanner_files()
    assert "pwa/vendor/pdfjs-dist-6.5.438/legacy/build/pdf.min.mjs" in assets.scanner_files()
    assert not any("vendor" in path for path in assets.page_files())
    assert set(assets.SCAN_URLS.values()) <= set(assets.scanner_files())


def test_another_word_or_file_makes_another_worker():
    assert assets.revision(["a"], ["b"]) != assets.revision(["a"], ["c"])
    assert assets.revision(["a", "b"]) != assets.revision(["a"], ["b"])


def test_the_manifest_can_be_installed(client):
    manifest = json.loads(client.get("/manifest.webmanifest").content)
    assert manifest["start_url"].startswith(manifest["scope"])
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}
    assert all(is_served(client, icon["src"]) for icon in manifest["icons"])


@pytest.mark.parametrize(("path", "status"), [("/nothing", 404), ("/v/", 404)])
def test_an_error_page_says_what_to_do(client, path, status):
    answer = client.get(path)
    assert answer.status_code == status
    assert "<h1>" in answer.text
    assert 'href="/v"' in answer.text
    assert not answer.cookies


def test_what_runs_as_a_worker_brings_its_own_policy(client):
    for path in ("pwa/scan/worker.js", assets.SCAN_URLS["pdfWorkerUrl"]):
        answer = client.get(staticfiles_storage.url(path))
        answer.close()
        assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_an_error_page_asks_no_database_and_opens_no_session(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/nothing")
    assert answer.status_code == 404
    assert "Cookie" not in answer["Vary"]
