/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.sandbox.Workload;
import dev.juke.unikernel.Key;
import dev.juke.unikernel.Metadata;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnRootTest {
    private static Metadata image(String type, Map<Key, String> more) {
        Map<Key, String> values = new EnumMap<>(Key.class);
        values.putAll(Map.of(Key.UNIKERNEL_TYPE, type, Key.HYPERVISOR, "qemu", Key.BINARY, "/kernel"));
        values.putAll(more);
        return new Metadata(values, "test");
    }

    @Test
    void anImageAsksForItInSoManyWords() {
        assertThat(OwnRoot.isAsked(image("linux", Map.of(Key.MOUNT_ROOTFS, "true"))))
                .isTrue();
        assertThat(OwnRoot.isAsked(image("unikraft", Map.of(Key.MOUNT_ROOTFS, "true"))))
                .isTrue();
        assertThat(OwnRoot.isAsked(image("linux", Map.of(Key.MOUNT_ROOTFS, "false"))))
                .isFalse();
        assertThat(OwnRoot.isAsked(image("linux", Map.of()))).isFalse();
    }

    @Test
    void theOlderKeyAsksOnlyWhereNothingElseIsTheRoot() {
        assertThat(OwnRoot.isAsked(image("linux", Map.of(Key.USE_DM_BLOCK, "true"))))
                .isTrue();
        assertThat(OwnRoot.isAsked(image("linux", Map.of(Key.USE_DM_BLOCK, "true", Key.INITRD, "/initrd"))))
                .isFalse();
        assertThat(OwnRoot.isAsked(image("linux", Map.of(Key.USE_DM_BLOCK, "true", Key.BLOCK, "/disk"))))
                .isFalse();
        assertThat(OwnRoot.isAsked(image("linux", Map.of(Key.USE_DM_BLOCK, "true", Key.MOUNT_ROOTFS, "false"))))
                .isFalse();
        assertThat(OwnRoot.isAsked(image("unikraft", Map.of(Key.USE_DM_BLOCK, "true"))))
                .isFalse();
    }

    @Test
    void whatCannotBeSaysWhyAndWhatCould() {
        Metadata linux = image("linux", Map.of(Key.MOUNT_ROOTFS, "true"));
        assertThat(OwnRoot.isBootable(linux, "ext4")).isTrue();
        assertThat(OwnRoot.isBootable(linux, "btrfs")).isFalse();
        assertThat(OwnRoot.noDevice(linux, "of type overlay").line())
                .contains(
                        "cannot be the guest's root (com.urunc.unikernel.mountRootfs): it is of type overlay",
                        "a block device with ext2 or ext3 or ext4",
                        "devmapper");
        assertThat(OwnRoot.noDevice(image("linux", Map.of(Key.USE_DM_BLOCK, "1")), "")
                        .getMessage())
                .contains("com.urunc.unikernel.useDMBlock");
        assertThatThrownBy(() -> OwnRoot.isBootable(image("unikraft", Map.of(Key.MOUNT_ROOTFS, "true")), "ext4"))
                .hasMessageContaining("a unikraft guest starts from no file system");
    }

    @Test
    void aRootFileSystemThatStaysMountedIsNoGuests(@TempDir Path rootfs) {
        assertThatThrownBy(() -> Workload.Files.find(rootfs, image("linux", Map.of(Key.MOUNT_ROOTFS, "true"))))
                .hasMessageContaining("here it is a directory that the host uses as well");
    }

    @Test
    void aGuestHasOneRoot(@TempDir Path rootfs) {
        Metadata both = image("linux", Map.of(Key.MOUNT_ROOTFS, "true", Key.BLOCK, "/disk"));
        assertThatThrownBy(() -> Workload.Files.find(rootfs, both, new BlockDevice(7, 0, false)))
                .hasMessageContaining("both a block image");
    }

    @Test
    void deviceNumbersAreTakenApart() throws Exception {
        assertThat(BlockDevice.of(0xfd00, false).numbers()).isEqualTo("253:0");
        // makedev(3) of 4095 + 4096 and 1048575.
        assertThat(BlockDevice.of(0x1000_ffff_ffffL, true)).isEqualTo(new BlockDevice(8191, 1_048_575, true));
        long zero = (long) Files.getAttribute(Path.of("/dev/zero"), "unix:rdev");
        assertThat(BlockDevice.of(zero, false).numbers()).isEqualTo("1:5");
    }
}
