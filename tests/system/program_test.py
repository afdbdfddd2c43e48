#!/usr/bin/env python3
"""The program as its users meet it: processes, files, signals, HTTP. program_test.py PROGRAM [NAME…]"""
import collections
import concurrent.futures
import json
import re
import signal
import sys
import tempfile
import time
from pathlib import Path

from program.landscape import SECRET, Project, Systems, call, wait_for
from program.small_disk import CannotMount, fill, small_disk

PROGRAM = sys.argv[1]
HOOK = f"/hooks/crm/{SECRET}"
AT_ONCE = 3
# Where the program may die, and which pass of it: early in the first load, and among its writes.
DEATHS = ("poll.page:2", "observe.committed:40", "deliver.sending:3", "deliver.before_write:9", "deliver.written:5",
          "deliver.answered:12", "deliver.confirmed:7")


def hook_for(systems: Systems, company: int) -> str:
    [record] = systems.crm("read", ids=[company], fields=["is_company", "parent_id", "type"])
    return json.dumps({"_id": company, "_model": "res.partner", "_name": "contact saved", **record})


def phone_in_erp(systems: Systems, name: str) -> list[str]:
    [party] = [each for each in systems.parties() if each["name"] == name] or [None]
    return [each["value"] for each in party["contact_mechanisms."] if each["type"] in ("phone", "mobile")] if party else []


def has_phone(systems: Systems, name: str, phone: str) -> bool:
    return phone.replace(" ", "") in [each.replace(" ", "") for each in phone_in_erp(systems, name)]


def copies(systems: Systems) -> list[str]:
    """Names that stand in the ERP more often than in the CRM and than once."""
    crm = collections.Counter(each["name"] for each in systems.companies())
    erp = collections.Counter(each["name"] for each in systems.parties())
    return [name for name, n in erp.items() if name in crm and n > max(1, crm[name])]


def only_pair(systems: Systems) -> dict:
    """A company of the CRM whose name stands in the ERP once."""
    erp = collections.Counter(each["name"] for each in systems.parties())
    crm = collections.Counter(each["name"] for each in systems.companies())
    return next(each for each in systems.companies()
                if erp[each["name"]] == 1 and crm[each["name"]] == 1 and each["vat"] and each["phone"])


def a_webhook_brings_a_change_before_any_poll(systems, folder):
    project = Project(PROGRAM, folder / "p", systems, poll="1h", webhooks=True)
    project.begin()
    company = only_pair(systems)
    systems.crm("write", ids=[company["id"]], vals={"phone": "+49 40 5550177"})
    status, body = call(project.port, "POST", HOOK, hook_for(systems, company["id"]))
    assert (status, body.strip()) == (200, b"Stored."), (status, body)
    wait_for("the phone stands in the ERP", lambda: has_phone(systems, company["name"], "+49405550177"))
    assert project.end() == 0


def an_acknowledged_webhook_survives_a_kill(systems, folder):
    project = Project(PROGRAM, folder / "p", systems, poll="1h", webhooks=True)
    project.begin()
    company = only_pair(systems)
    for n in range(5):
        phone = f"+49 40 666{n}{int(time.time()) % 1000:03}"
        systems.crm("write", ids=[company["id"]], vals={"phone": phone})
        assert call(project.port, "POST", HOOK, hook_for(systems, company["id"]))[0] == 200
        project.kill()
        project.start("--quiet")
        project.await_start()
        wait_for("the phone stands in the ERP", lambda: has_phone(systems, company["name"], phone))
    assert project.end() == 0


def hostile_requests_store_nothing(systems, folder):
    project = Project(PROGRAM, folder / "p", systems, poll="1h", webhooks=True)
    project.begin()
    status, ready = call(project.port, "GET", "/readyz")
    assert status == 200 and json.loads(ready) == {"ready": True, "systems": {"crm": "ok", "erp": "ok"}}, ready
    before = sum(project.status()["events"].values())
    good = hook_for(systems, only_pair(systems)["id"])
    wanted = [
        ("POST", "/hooks/crm/another-secret-of-some-length", good, 401),
        ("POST", "/hooks/crm", good, 401),
        ("POST", "/hooks/erp/" + SECRET, good, 404),
        ("POST", "/hooks/nobody", good, 404),
        ("GET", HOOK, "", 405),
        ("POST", HOOK, "", 400),
        ("POST", HOOK, '{"_id": ', 400),
        ("POST", HOOK, b"\xff\xfe\x00{}", 400),
        ("POST", HOOK, '{"_id": {"a": [1]}, "_model": "res.partner", "is_company": true}', 400),
        ("POST", HOOK, "[" * 100_000, 400),
        ("POST", HOOK, "x" * (5 << 20), 413),
        ("POST", "/readyz", "", 404),
        ("GET", "/../../etc/passwd", "", 404),
        ("DELETE", "/", "", 404),
    ]
    for method, path, body, status in wanted:
        got, answer = call(project.port, method, path, body)
        assert got == status, f"{method} {path} {body[:40]!r}: {got}, not {status}"
        assert SECRET.encode() not in answer and b"_model" not in answer, answer
    assert sum(project.status()["events"].values()) == before
    assert SECRET not in (project.folder / "log").read_text()
    assert project.end() == 0


def a_second_process_on_the_same_data_is_refused(systems, folder):
    project = Project(PROGRAM, folder / "p", systems)
    project.start("--quiet")
    project.await_start()
    second = project.command("run", str(project.folder))
    assert second.returncode == 6, second
    assert str(project.process.pid) in second.stderr and project.data in second.stderr, second.stderr
    assert project.command("doctor", str(project.folder)).returncode == 0
    project.settle()
    assert project.end() == 0


def what_is_wrong_is_named_and_nothing_begins(systems, folder):
    project = Project(PROGRAM, folder / "p", systems)
    file = project.folder / "sync" / "customer.yaml"
    file.write_text(file.read_text().replace("{master: crm}", "{master: cmr}"))
    broken = project.command("run", str(project.folder))
    assert broken.returncode == 4 and re.search(r"sync/customer\.yaml:\d+:\d+", broken.stderr), broken.stderr
    assert "crm" in broken.stderr and not (project.folder / "data").exists()
    other = Project(PROGRAM, folder / "q", systems)
    del other.environment["CRM_API_KEY"]
    missing = other.command("run", str(other.folder))
    assert missing.returncode == 4 and "CRM_API_KEY" in missing.stderr, missing.stderr
    third = Project(PROGRAM, folder / "r", systems)
    third.environment["CRM_API_KEY"] = "a-wrong-key"
    examined = third.command("doctor", str(third.folder))
    assert examined.returncode == 1 and re.search(r"FAILED +crm ", examined.stdout), examined.stdout
    assert "a-wrong-key" not in examined.stdout + examined.stderr
    assert project.command("run", str(folder / "nowhere")).returncode == 5


def dying_anywhere_doubles_nothing(systems, folder):
    project = Project(PROGRAM, folder / "p", systems)
    project.shorten_executions("10s")
    for point in DEATHS:
        project.start("--quiet", "--crash-at", point)
        wait_for(f"the program dies at {point}", lambda: project.process.poll() is not None, 60)
        assert project.process.returncode == 137, (point, project.process.returncode, (project.folder / "log").read_text())
        company = only_pair(systems) if point.startswith("deliver") else None
        if company:  # people work on meanwhile
            systems.crm("write", ids=[company["id"]], vals={"phone": f"+49 40 70007{DEATHS.index(point):02}"})
    project.begin()
    assert not copies(systems), copies(systems)
    status = project.status()
    assert status["dead_letters"] == 0, project.command("dead-letters", "--data", project.data).stdout
    edited = [each for each in systems.companies() if (each["phone"] or "").startswith("+49 40 70007")]
    assert edited and all(has_phone(systems, each["name"], each["phone"]) for each in edited), edited
    written = sum(status["effects"].values())
    project.end()
    project.begin()
    assert sum(project.status()["effects"].values()) == written, "a restart wrote"
    assert project.end() == 0


def a_full_disk_loses_nothing_and_passes(systems, folder):
    project = Project(PROGRAM, folder / "p", systems, poll="1h", webhooks=True)
    with small_disk(Path(project.data), megabytes=200):
        project.begin()
        assert project.end() == 0
        company = only_pair(systems)
        filler = Path(project.data) / "filler"
        fill(filler)
        project.start("--quiet")
        log = project.folder / "log"
        wait_for("the program says that it waits", lambda: "disk is full" in log.read_text())
        log.write_text("")
        with filler.open("r+b") as file:
            file.truncate(filler.stat().st_size - (600 << 10))
        project.await_start()
        post = lambda: call(project.port, "POST", HOOK, hook_for(systems, company["id"]))[0]
        assert any(post() == 503 for _ in range(3000)), "the disk never was full"
        assert call(project.port, "GET", "/healthz")[0] == 200 and project.process.poll() is None
        assert "disk is full" in log.read_text() or "store.full" in log.read_text(), log.read_text()
        filler.unlink()
        systems.crm("write", ids=[company["id"]], vals={"phone": "+49 40 5550188"})
        wait_for("webhooks are stored again", lambda: post() == 200)
        wait_for("the phone stands in the ERP", lambda: has_phone(systems, company["name"], "+49405550188"))
        project.settle()
        assert project.end() == 0


def changed_rules_hold_without_a_restart_and_send_nothing(systems, folder):
    project = Project(PROGRAM, folder / "p", systems)
    project.begin()
    company = only_pair(systems)
    sync = project.folder / "sync" / "customer.yaml"
    good = sync.read_text()
    assert "website:     {master: crm, on_foreign_edit: keep}" in good
    written = project.status()["effects"]

    def log() -> str:
        return (project.folder / "log").read_text()

    sync.write_text(good.replace("{master: crm, on_foreign_edit: keep}", "{mastr: crm}"))
    wait_for("status shows what is wrong", lambda: "did you mean" in project.status()["refused_project"])
    sync.write_text(good.replace("name:        {master: crm}", "name:        {master: erp}"))
    wait_for("the new rules hold", lambda: "then the new rules hold" in log())
    wait_for("status says nothing any more", lambda: project.status()["refused_project"] == "")
    assert call(project.port, "GET", "/healthz")[0] == 200
    project.settle()
    assert project.status()["effects"] == written, "a change of rules alone wrote something"

    [party] = [each for each in systems.parties() if each["name"] == company["name"]]
    systems.erp("party.party.write", [party["id"]], {"name": company["name"] + " II"}, {})
    wait_for("the ERP decides the name now",
             lambda: any(each["name"] == company["name"] + " II" for each in systems.companies()))
    project.process.send_signal(signal.SIGHUP)
    wait_for("a signal reloads", lambda: log().count("then the new rules hold") == 2)
    assert project.end() == 0


def an_event_becomes_a_mapping_test_and_a_record_is_shown_field_by_field(systems, folder):
    project = Project(PROGRAM, folder / "p", systems)
    project.begin()
    company = only_pair(systems)
    systems.crm("write", ids=[company["id"]], vals={"phone": "+49 40 5550133"})
    wait_for("the phone stands in the ERP", lambda: has_phone(systems, company["name"], "+49405550133"))
    shown = json.loads(project.command("events", "--json", "--limit", "200", "--data", project.data).stdout)
    number = next(each["id"] for each in shown if each["record"] == f"crm company {company['id']}" and each["state"] == "applied")
    file = project.folder / "tests" / "recorded.yaml"
    made = project.command("record", str(number), "--data", project.data, "--project", str(project.folder), "--out", str(file))
    assert made.returncode == 0, made.stderr
    text = file.read_text()
    assert "+99 99 9999999" in text and "5550133" not in text, text
    assert '"op":"update"' in text and '"slot":"erp"' in text, text
    played = project.command("test", str(file))
    assert played.returncode == 0, played.stdout + played.stderr
    again = project.command("record", str(number), "--data", project.data, "--project", str(project.folder), "--out", str(file))
    assert again.returncode == 6, again.stderr

    there = project.command("map", "crm", "company", str(company["id"]), "--project", str(project.folder), "--json")
    assert there.returncode == 0, there.stderr
    fields = {each["field"]: each for each in json.loads(there.stdout)["fields"]}
    assert fields["phone"]["native"] == "+49 40 5550133" and fields["phone"]["canonical"] == "+49405550133", fields["phone"]
    assert fields["tax_id"]["path"] == "vat" and fields["tax_id"]["synced"], fields["tax_id"]
    assert project.end() == 0


def the_kill_switch_stops_at_once_and_survives(systems, folder):
    project = Project(PROGRAM, folder / "p", systems)
    project.begin()
    company = only_pair(systems)
    stopped = project.command("stop-writes", "erp", "--reason", "wrong prices", "--data", project.data)
    assert stopped.returncode == 0 and "writes to erp are stopped" in stopped.stdout, stopped
    assert (Path(project.data) / "syncline.api").stat().st_mode & 0o777 == 0o600
    systems.crm("write", ids=[company["id"]], vals={"phone": "+49 40 5550199"})
    wait_for("the write is planned", lambda: project.status()["effects"].get("erp planned"))
    time.sleep(2)
    assert not has_phone(systems, company["name"], "+49405550199")
    assert json.loads(call(project.port, "GET", "/readyz")[1])["stopped"] == ["writes erp"]
    project.kill()
    project.start("--quiet")
    project.await_start()
    time.sleep(2)
    assert not has_phone(systems, company["name"], "+49405550199")
    assert "wrong prices" in project.command("status", "--data", project.data).stdout
    for name in ("pause", "resume"):  # its own command lifts it, no other
        project.command(name, "--system", "erp", "--data", project.data)
    assert project.status()["stops"][0]["scope"] == "writes erp"
    assert project.end() == 0
    resumed = project.command("resume-writes", "erp", "--data", project.data)  # no process runs: it works by itself
    assert resumed.returncode == 0, resumed
    project.begin()
    assert has_phone(systems, company["name"], "+49405550199")
    assert project.end() == 0


def a_paused_record_is_left_alone_and_caught_up_with(systems, folder):
    project = Project(PROGRAM, folder / "p", systems)
    project.begin()
    paused = only_pair(systems)
    data = ("--data", project.data)
    assert project.command("pause", "--record", paused["vat"], "--entity", "custmer", *data).returncode == 5
    assert project.command("pause", *data).returncode == 3
    assert project.command("pause", "--record", paused["vat"], "--reason", "in court", *data).returncode == 0
    others = [each for each in systems.companies() if each["id"] != paused["id"] and each["vat"]]
    other = next(each for each in others if [p["name"] for p in systems.parties()].count(each["name"]) == 1)
    for company, phone in ((paused, "+49 40 5550101"), (other, "+49 40 5550102")):
        systems.crm("write", ids=[company["id"]], vals={"phone": phone})
    wait_for("the other one is written", lambda: has_phone(systems, other["name"], "+49405550102"))
    wait_for("the paused one waits", lambda: project.status()["effects"].get("erp waiting"))
    systems.crm("write", ids=[paused["id"]], vals={"phone": "+49 40 5550103"})
    time.sleep(2)
    assert not phone_in_erp(systems, paused["name"]) == ["+49405550101"]
    status, body = call(project.port, "POST", "/v1/resume", json.dumps({"record": paused["vat"]}))
    assert status == 401 and b"token" in body, (status, body)
    assert project.command("resume", "--record", paused["vat"], *data).returncode == 0
    wait_for("the newest is written", lambda: has_phone(systems, paused["name"], "+49405550103"))
    assert project.end() == 0


def what_exceeds_a_limit_waits_for_approval(systems, folder):
    project = Project(PROGRAM, folder / "p", systems)
    project.begin()
    assert project.end() == 0
    file = project.folder / "syncline.yaml"
    file.write_text(file.read_text().replace("    connector: tryton\n", "    connector: tryton\n    limits: "
                                             "{updates: 2 per 1h, share: 0%}\n"))
    data = ("--data", project.data)
    project.begin()
    erp = collections.Counter(each["name"] for each in systems.parties())
    chosen = [each for each in systems.companies() if erp[each["name"]] == 1 and each["vat"] and each["phone"]][:6]
    assert len(chosen) == 6
    for n, company in enumerate(chosen):
        systems.crm("write", ids=[company["id"]], vals={"phone": f"+49 40 8880{n:03}"})
    written = lambda: sum(has_phone(systems, each["name"], f"+49408880{n:03}") for n, each in enumerate(chosen))
    hold = wait_for("four writes are held", lambda: next((h for h in project.status()["holds"] if h["held"] == 4), None))
    wait_for("two are written", lambda: written() == 2)
    listed = json.loads(project.command("holds", "--json", *data).stdout)
    assert listed[0]["operation"] == "update" and listed[0]["sample"][0]["fields"] == ["phone"], listed
    project.kill()
    project.start("--quiet")
    project.await_start()
    time.sleep(2)
    assert written() == 2
    number = str(hold["id"])
    only = project.command("approve", number, "--only", "1", *data)
    assert only.returncode == 0 and "still held: 3" in only.stdout, only
    wait_for("one more is written", lambda: written() == 3)
    assert project.command("reject", number, "--reason", "a broken import", *data).returncode == 0
    assert project.command("approve", number, *data).returncode == 6
    time.sleep(2)
    assert written() == 3 and not project.status()["holds"]
    assert "a broken import" in project.command("holds", "--all", *data).stdout
    assert project.end() == 0


TESTS = (what_exceeds_a_limit_waits_for_approval, the_kill_switch_stops_at_once_and_survives,
         a_paused_record_is_left_alone_and_caught_up_with,
         an_event_becomes_a_mapping_test_and_a_record_is_shown_field_by_field, changed_rules_hold_without_a_restart_and_send_nothing, a_full_disk_loses_nothing_and_passes, a_webhook_brings_a_change_before_any_poll, an_acknowledged_webhook_survives_a_kill, hostile_requests_store_nothing,
         a_second_process_on_the_same_data_is_refused, what_is_wrong_is_named_and_nothing_begins,
         dying_anywhere_doubles_nothing)


def play(test) -> bool:
    begin = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="syncline-program-") as folder:
        systems = Systems(PROGRAM)
        try:
            test(systems, Path(folder))
            trouble = ""
        except CannotMount as error:
            print(f"skipped {test.__name__.replace('_', ' ')}: {error}", flush=True)
            return True
        except AssertionError as error:
            trouble = f": {error}"
        finally:
            systems.close()
    print(f"{'FAILED' if trouble else 'ok':8}{test.__name__.replace('_', ' ')} ({time.monotonic() - begin:.0f} s){trouble}", flush=True)
    return not trouble


if __name__ == "__main__":
    names = sys.argv[2:]
    wanted = [test for test in TESTS if not names or test.__name__ in names]
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as players:  # each has systems and a folder of its own, and waits most of the time
        results = list(players.map(play, wanted))
    sys.exit(0 if results and all(results) else 1)
