# U-Boot's part of the bootloader: starts the committed slot, or once the other one for a trial. docs/decisions/0080
#
# The partition `bootstate` holds two copies of the state, of one sector each, in the format of U-Boot's environment
# with its check sum. A change goes to the older copy: a write that is cut off leaves the one before. bootloader.py
# writes them, too. Called with ${devtype} and ${devnum}, the disk that this script is on.

if test "${devtype}" = virtio; then
    buffer=0x40300000
    kernel=0x41000000
    initramfs=0x48000000
else
    # A Raspberry Pi. Its default addresses leave 35 MB for a kernel, which Debian's fills.
    buffer=0x02600000
    kernel=0x02800000
    initramfs=0x09000000
fi
setexpr second_buffer ${buffer} + 0x1000
setenv fdt_high ffffffffffffffff
setenv initrd_high ffffffffffffffff
words="zaalgids.bootloader=uboot ${bootargs}"
variables="number committed trial phase good"

# The newer copy counts. Without one it is slot A, and the other one where A can't be loaded.
best=none
best_number=0
if part start ${devtype} ${devnum} bootstate first; then
    for offset in 0 0x1000; do
        setexpr sector 0x${first} + ${offset}
        if ${devtype} read ${buffer} ${sector} 1 && env import -c ${buffer} 0x200 ${variables}; then
            if itest 0x${number} -gt 0x${best_number}; then
                best=${offset}
                best_number=${number}
            fi
        fi
    done
fi
slot=A
if test ${best} != none; then
    setexpr sector 0x${first} + ${best}
    # An import keeps variables that the copy doesn't have: those of the older copy go first.
    env delete ${variables}
    if ${devtype} read ${buffer} ${sector} 1 && env import -c ${buffer} 0x200 ${variables}; then
        slot=${committed}
        if test "${phase}" = asked; then
            # The request is taken away before the trial starts: whatever ends it, the next start is the committed slot.
            setenv phase started
            setexpr number 0x${best_number} + 1
            next=0
            test ${best} = 0 && next=0x1000
            setexpr sector 0x${first} + ${next}
            written=no
            if env export -c -s 0x200 ${buffer} ${variables}; then
                if ${devtype} write ${buffer} ${sector} 1; then
                    if ${devtype} read ${second_buffer} ${sector} 1; then
                        if cmp.b ${buffer} ${second_buffer} 0x200; then
                            written=yes
                        fi
                    fi
                fi
            fi
            if test ${written} = yes; then
                slot=${trial}
            else
                echo "No trial: the state was not written."
            fi
        fi
    fi
fi
other=A
test "${slot}" = A && other=B

for name in ${slot} ${other}; do
    partition=2
    test ${name} = B && partition=3
    echo "Starting slot ${name}"
    loaded=no
    # cmdline.txt begins with root=, so it reads as a text of variables.
    setenv root
    if load ${devtype} ${devnum}:${partition} ${buffer} cmdline.txt; then
        env import -t ${buffer} ${filesize} root
        if test -n "${root}" && load ${devtype} ${devnum}:${partition} ${kernel} vmlinuz; then
            if load ${devtype} ${devnum}:${partition} ${initramfs} initrd.img; then
                loaded=yes
            fi
        fi
    fi
    if test ${loaded} = yes; then
        setenv bootargs "root=${root} ${words}"
        booti ${kernel} ${initramfs}:${filesize} ${fdt_addr}
    fi
    echo "Slot ${name} did not start."
done
sleep 10
reset
