"""What the node counts, and that it names nobody."""

from prometheus_client.parser import text_string_to_metric_families

from kpverify.verification import metrics


def samples(ages=()):
    text = metrics.render(ages).decode()
    return {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_nothing_counted_is_zero_everywhere():
    assert set(samples().values()) == {0.0}


def test_verdicts_by_channel_and_outcome():
    metrics.count_verdict(channel="verify", outcome="valid", seconds=0.002)
    metrics.count_verdict(channel="verify", outcome="valid", seconds=0.002)
    metrics.count_verdict(channel="lookup", outcome="unrecognised", seconds=0.002)
    found = samples()
    assert found["kpverify_verdicts_total", "valid", "verify"] == 2
    assert found["kpverify_verdicts_total", "lookup", "unrecognised"] == 1
    assert found["kpverify_verdicts_total", "invalid", "verify"] == 0


def test_histogram_is_cumulative_and_ends_with_all():
    for seconds in (0.0004, 0.001, 0.003, 7.0):
        metrics.count_verdict(channel="verify", outcome="valid", seconds=seconds)
    found = samples()
    assert found["kpverify_verdict_seconds_bucket", "0.001"] == 2
    assert found["kpverify_verdict_seconds_bucket", "0.005"] == 3
    assert found["kpverify_verdict_seconds_bucket", "1.0"] == 3
    assert found["kpverify_verdict_seconds_bucket", "+Inf"] == 4
    assert found["kpverify_verdict_seconds_count",] == 4
    assert abs(found["kpverify_verdict_seconds_sum",] - 7.0044) < 1e-6


def test_refusals_by_code_and_foreign_codes_are_left_out():
    metrics.count_refusal("throttled")
    metrics.count_refusal("somebody-elses")
    assert samples()["kpverify_refusals_total", "throttled"] == 1
    assert not any("somebody-elses" in key for key in samples())


def test_ages():
    found = samples([("trust_list", "", 12.0), ("status_list", "https://kp.example/status/BW/26", 3.0)])
    assert found["kpverify_published_age_seconds", "", "trust_list"] == 12.0
    assert found["kpverify_published_age_seconds", "https://kp.example/status/BW/26", "status_list"] == 3.0
