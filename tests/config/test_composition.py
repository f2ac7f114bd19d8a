import datetime

from config import composition

NOW = datetime.datetime(2026, 11, 25, 18, tzinfo=datetime.UTC)


def test_one_failing_minute_keeps_no_other_from_its_work(monkeypatch, caplog):
    done = []

    def broken(now):
        raise RuntimeError("no mail server")

    def works(now):
        done.append(now)
        return len(done)

    monkeypatch.setattr(composition, "EVERY_MINUTE", [broken, works])
    composition.every_minute(NOW)
    assert done == [NOW]
    assert "no mail server" in caplog.text
