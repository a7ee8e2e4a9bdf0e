/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.check;

import static dev.juke.pack.check.Subjects.disk;
import static dev.juke.pack.check.Subjects.net;
import static dev.juke.pack.check.Subjects.solo5;
import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.unikernel.Key;
import java.util.Map;
import org.junit.jupiter.api.Test;

class Solo5CheckTest {
    private static final Subjects MIRAGE = Subjects.of("mirage", "hvt");

    @Test
    void aNetworkDeviceIsAlwaysThere() {
        assertThat(MIRAGE.kernel(solo5(1, net("service"))).findings()).isEmpty();
        assertThat(MIRAGE.kernel(solo5(1, net("a"), net("b"))).findings())
                .containsExactly(
                        "ERROR KERNEL: kernel k wants 2 network devices ('a', 'b'), and a container has one; build"
                                + " it with one");
    }

    @Test
    void aKernelWithoutNetworkDeviceIsAWarning() {
        assertThat(MIRAGE.kernel(solo5(1)).findings())
                .containsExactly(
                        "WARNING KERNEL: kernel k wants no network device, and hvt refuses one that it does not"
                                + " want; run it without a network (--network none)");
    }

    @Test
    void aDiskThatTheKernelWantsMustBeInTheImage() {
        Subjects wants = MIRAGE.kernel(solo5(1, net("service"), disk("storage")));
        assertThat(wants.findings())
                .containsExactly("ERROR ROOTFS: kernel k wants the disk 'storage', and the image has none; add one"
                        + " (rootfs.type: block), or build the kernel without it");
        assertThat(wants.value(Key.BLOCK, "/disk").findings()).isEmpty();
        assertThat(Subjects.of("rumprun", "hvt")
                        .kernel(solo5(1, net("tap"), disk("rootfs")))
                        .value(Key.MOUNT_ROOTFS, "true")
                        .findings())
                .isEmpty();
        assertThat(MIRAGE.kernel(solo5(1, net("service"), disk("a"), disk("b")))
                        .value(Key.BLOCK, "/disk")
                        .findings())
                .containsExactly(
                        "ERROR KERNEL: kernel k wants 2 disks ('a', 'b'), and an image gives one; build it with"
                                + " one");
    }

    @Test
    void aDiskThatTheKernelDoesNotWantIsRefused() {
        assertThat(MIRAGE.kernel(solo5(1, net("service")))
                        .value(Key.BLOCK, "/disk")
                        .findings())
                .containsExactly(
                        "ERROR ROOTFS: kernel k wants no disk, and hvt refuses one that it does not want; leave"
                                + " the disk out, or build the kernel with one");
    }

    @Test
    void aNameThatWasSaidMustBeTheManifests() {
        Subjects named = MIRAGE.kernel(solo5(1, net("eth0"))).value(Key.SOLO5_NET_DEVICE, "service");
        assertThat(named.findings())
                .containsExactly(
                        "ERROR NETWORK_DEVICE: com.urunc.unikernel.solo5NetDev is 'service', and kernel k calls it"
                                + " 'eth0'; leave it out: it is read from the kernel");
        assertThat(named.value(Key.SOLO5_NET_DEVICE, "eth0").findings()).isEmpty();
    }

    @Test
    void namesThatDifferFromWhatARuntimeGivesAreReadFromTheKernel() {
        assertThat(Solo5Check.names(
                        MIRAGE.kernel(solo5(1, net("service"), disk("storage"))).subject()))
                .isEmpty();
        assertThat(Solo5Check.names(
                        MIRAGE.kernel(solo5(1, net("eth0"), disk("ramdisk"))).subject()))
                .isEqualTo(Map.of(Key.SOLO5_NET_DEVICE, "eth0", Key.SOLO5_BLOCK_DEVICE, "ramdisk"));
        assertThat(Solo5Check.names(Subjects.of("rumprun", "hvt")
                        .kernel(solo5(1, net("tap"), disk("rootfs")))
                        .subject()))
                .isEmpty();
    }
}
