"""The steps that need no kiosk: slots, updates, power cuts, watchdog, disks, clock."""

from __future__ import annotations

import time

from tests.image.bench import OTHER, Bench, expect, say
from tests.image.kiosk_steps import claimed, gaps, wait_for, works
from tests.image.machine import WATCHDOG_SECONDS, MachineError

FILLING = "/var/lib/zaalgids/kiosk/filling"
BLOCKS_OF_FILLING = 64  # kibibytes left free at most on a disk that is called full


def boots(bench: Bench) -> None:
    """The card starts, on its first slot, with nothing failed."""
    machine = bench.up()
    bench.check_works("A")
    say(machine.must("uname -r; cat /proc/cmdline; df -h / /data | tail -n 2"))
    hang = machine.must("sysctl -n kernel.softlockup_panic kernel.watchdog_thresh").split()
    expect(hang == ["1", "60"], f"a processor that hangs starts the machine anew: {hang}")
    say(str(bench.status()))


def updates(bench: Bench) -> None:
    """An update goes to the other slot, is tried, is marked good, and stays."""
    machine = bench.up()
    old, began = machine.slot, time.monotonic()
    machine.must("echo kept > /data/kept-file; sync")
    done, said = bench.install()
    expect(done, said)
    installed = time.monotonic() - began
    expect(bench.status()["next"] == OTHER[old], str(bench.status()))
    machine.restart()
    bench.update_seconds = time.monotonic() - began
    bench.check_works(OTHER[old])
    expect(bench.status()["next"] == old, f"a trial is not yet good: {bench.status()}")
    expect(machine.must("cat /data/kept-file") == "kept", "the data was not carried over")
    bench.mark_good()
    total = time.monotonic() - began
    machine.restart()
    bench.check_works(OTHER[old])
    say(
        f"installed in {installed:.0f} s, tried after {bench.update_seconds:.0f} s, good after {total:.0f} s"
    )


def is_given_up(bench: Bench) -> None:
    """A slot that nobody marks good is left at the next restart."""
    machine = bench.up()
    old = machine.slot
    expect(bench.install()[0], "the bundle was not installed")
    machine.restart()
    bench.check_works(OTHER[old])
    machine.restart()
    bench.check_works(old)
    status = bench.status()
    expect(status["trial"] is None and OTHER[old] not in status["good"], str(status))
    say(f"slot {OTHER[old]} was tried once; slot {old} is back: {status}")


def broken(bench: Bench) -> None:
    """An update whose kernel panics goes back by itself."""
    machine = bench.up()
    old = machine.slot
    expect(bench.install("no-initrd")[0], "the broken bundle was not installed")
    began = time.monotonic()
    machine.send("systemctl reboot")
    machine.wait_for_reset(300)
    machine.start()
    expect(machine.slot == OTHER[old], f"slot {machine.slot} is tried")
    took = machine.wait_for_reset(300)
    expect("anic" in machine.log_end(200), machine.log_end())
    machine.boot()
    bench.check_works(old)
    say(
        f"slot {OTHER[old]} panicked and reset after {took:.0f} s; slot {old} is back "
        f"{time.monotonic() - began:.0f} s after the restart: {bench.status()}"
    )


def cut_updates(bench: Bench) -> None:
    """The power is cut at random moments of updates: a kiosk works, no minute is lost, updates go on."""
    house = claimed(bench)
    if not bench.update_seconds:
        updates(bench)
    for number in range(bench.kills):
        machine = bench.up()
        old = machine.slot
        after = bench.rng.uniform(0.5, bench.update_seconds * 1.1)
        at = _update_until(bench, time.monotonic() + after)
        machine.kill()
        seconds = machine.boot()
        bench.up()
        bench.check_works()
        wait_for(machine, works, 900)
        status = bench.status()
        expect(status["committed"] == old or machine.slot != old, str(status))
        say(
            f"kill {number + 1} after {after:.1f} s, {at}: slot {machine.slot} after {seconds:.0f} s, {status}"
        )
    expect(bench.install()[0], "the update after the cuts was not installed")
    old = bench.machine.slot
    bench.machine.restart()
    bench.check_works(OTHER[old])
    bench.mark_good()
    wait_for(bench.machine, works, 900)
    missing = gaps(house)
    expect(not missing, f"numbers of minutes that the server lacks: {missing}")


def _update_until(bench: Bench, end: float) -> str:
    """Update the machine, as far as it comes until `end`, and return where it was."""
    machine, at = bench.machine, "while it installed"

    def left() -> float:
        return max(end - time.monotonic(), 0.1) / machine.slowness

    try:
        old = machine.slot
        if not bench.install("good", left())[0]:
            raise AssertionError("the bundle was refused")
        at = "while it restarted"
        machine.send("systemctl reboot")
        machine.wait_for_reset(left())
        at = f"while slot {OTHER[old]} started for its trial"
        machine.boot(timeout=left())
        at = f"on slot {OTHER[old]}, before it was good"
        machine.run("rauc status mark-good", left())
        at = f"after slot {OTHER[old]} was good"
        time.sleep(left() * machine.slowness)
    except MachineError:
        if time.monotonic() < end - 1:
            raise
    return at


def refuses(bench: Bench) -> None:
    """Bundles that are cut off, altered, swapped, of another signer or another machine change nothing."""
    machine = bench.up()
    old = machine.slot
    before = bench.status()
    for name in ("truncated", "altered", "swapped", "foreign", "other-machine", "junk", "empty"):
        done, said = bench.install(name)
        status = bench.status()
        expect(not done, f"{name} was installed")
        expect(status["next"] == old and status["committed"] == old, f"{name}: {status}")
        lines = [line for line in said.splitlines() if line.strip()]
        reason = next((line for line in lines if line.startswith("LastError")), lines[-1])
        say(f"{name}: {reason[:150]}")
    machine.restart()
    bench.check_works(old)
    say(f"before {before}, after {bench.status()}")


def panic(bench: Bench) -> None:
    """A kernel that panics and stays there is reset by the watchdog."""
    machine = bench.up()
    old = machine.slot
    machine.must("wdctl | grep -q i6300", timeout=60)
    machine.must("echo 0 > /proc/sys/kernel/panic")
    machine.send("echo c > /proc/sysrq-trigger")
    seconds = machine.wait_for_reset(5 * WATCHDOG_SECONDS)
    events = machine.events()
    expect("WATCHDOG" in events, f"not the watchdog: {events}")
    machine.boot()
    bench.check_works(old)
    say(f"the watchdog reset the machine {seconds:.0f} s after the panic; slot {old} is back")


def cut_at_rest(bench: Bench) -> None:
    """The power is cut while data is written; what was synchronised is there."""
    machine = bench.up()
    old = machine.slot
    for number in range(bench.kills):
        machine.must("n=0; rm -f /data/count*; sync")
        machine.send(
            "while :; do n=$((n+1)); echo $n > /data/count.new; sync -f /data/count.new;"
            " mv /data/count.new /data/count; sync -f /data; echo KEPT=$n; done"
        )
        machine.expect("KEPT=2")
        time.sleep(bench.rng.uniform(1, 6))
        kept = int(machine.printed().rsplit("KEPT=", 2)[-2].split()[0])
        machine.kill()
        machine.boot()
        bench.up()
        bench.check_works(old)
        found = int(machine.must("cat /data/count"))
        expect(found >= kept, f"{kept} was synchronised, {found} is there")
        say(f"kill {number + 1}: {kept} was said to be kept, {found} is there")


def full_disk(bench: Bench) -> None:
    """The machine starts on a data partition that its kiosk has filled, and an update comes through."""
    machine = bench.up()
    old = machine.slot
    # The file system keeps two per cent for root, from which RAUC writes down what it did.
    fill = "runuser -u zaalgids -- dd if=/dev/zero"
    machine.run(
        f"{fill} of={FILLING} bs=1M 2>/dev/null; {fill} of={FILLING}-2 bs=4k 2>/dev/null; sync"
    )
    say(machine.must("df -k /data | tail -n 1"))
    free = int(machine.must("df -k --output=avail /data | tail -n 1"))
    expect(free <= BLOCKS_OF_FILLING, f"{free} KiB are free")
    machine.restart()
    status = bench.status()
    expect(status["running"] == old, str(status))
    failed = machine.must("systemctl --failed --no-legend --plain")
    health = wait_for(machine, lambda health: bool(health.get("ready")), 900)
    say(
        f"started on slot {old}; failed units: {failed or 'none'}; its kiosk says {health.get('trouble')}"
    )
    bench.up()
    done, said = bench.install()
    expect(done, said)
    machine.must(f"rm {FILLING}*; sync; rauc status mark-active booted")
    machine.restart()
    bench.check_works(old)


def read_only_disk(bench: Bench) -> None:
    """The machine starts from a card that takes no writes."""
    bench.close()
    with bench.make_machine(is_read_only=True) as machine:
        seconds = machine.boot()
        failed = machine.must("systemctl --failed --no-legend --plain")
        state = machine.must(
            "/usr/lib/zaalgids/bootloader status; findmnt -no OPTIONS /data || echo no data"
        )
        say(f"login after {seconds:.0f} s; failed units: {failed or 'none'}; {state}")
    bench.up()
    bench.check_works()


def wrong_clock(bench: Bench) -> None:
    """The machine starts in 2001, and a year from now."""
    bench.close()
    later = time.strftime("%Y-%m-%dT00:00:00", time.gmtime(time.time() + 366 * 86_400))
    for clock in ("2001-02-03T04:05:06", later):
        with bench.make_machine(clock=clock) as machine:
            seconds = machine.boot()
            expect(machine.must("echo fine") == "fine", "the shell does not answer")
            failed = machine.must("systemctl --failed --no-legend --plain")
            wait_for(machine, lambda health: bool(health), 900)
            say(
                f"{clock}: login after {seconds:.0f} s; it says {machine.must('date -u')}; failed: {failed or 'none'}"
            )
            machine.power_off()
    bench.up()
    bench.check_works()
