/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataTest {
    private static Metadata with(Key key, String value) {
        Map<Key, String> values = new EnumMap<>(Map.of(
                Key.UNIKERNEL_TYPE, "linux",
                Key.HYPERVISOR, "qemu",
                Key.BINARY, "/boot/vmlinuz"));
        values.put(key, value);
        return new Metadata(values, "annotations");
    }

    @ParameterizedTest
    @EnumSource(names = {"UNIKERNEL_TYPE", "HYPERVISOR", "BINARY"})
    void whatEveryUnikernelHasMayNotBeEmpty(Key key) {
        assertThatThrownBy(() -> with(key, "")).hasMessage("annotations: " + key.fullName() + " is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/boot/vmlinuz", "kernel", "/.boot/kernel", "/a-b/c_d.e", "/unikraft/bin/kernel"})
    void aCleanPathIsKeptAsItIs(String path) {
        assertThat(with(Key.BINARY, path).binary()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/", "..", "../k", "/a/../b", "/a//b", "/a/", "./k", "-k", "/a b", "/ı", "/a\0", "/a\nb", "/a,b", "."
            })
    void aPathThatCouldBeMisreadIsRefused(String path) {
        assertThatThrownBy(() -> with(Key.BINARY, path))
                .isInstanceOf(JukeException.class)
                .hasMessageContaining("annotations: com.urunc.unikernel.binary is no clean path");
    }

    @Test
    void onlyTheMountPointMayBeTheRoot() {
        assertThat(with(Key.BLOCK_MOUNT_POINT, "/").get(Key.BLOCK_MOUNT_POINT)).isEqualTo("/");
        assertThatThrownBy(() -> with(Key.BLOCK, "/")).hasMessageContaining("no clean path");
        assertThatThrownBy(() -> with(Key.INITRD, "/")).hasMessageContaining("no clean path");
    }

    @Test
    void anEmptyInitrdIsNone() {
        assertThat(with(Key.INITRD, "").get(Key.INITRD)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "t", "T", "TRUE", "true", "True"})
    void truthIsReadAsGoDoes(String text) {
        assertThat(with(Key.MOUNT_ROOTFS, text).mountRootfs()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "f", "F", "FALSE", "false", "False", ""})
    void falsehoodIsReadAsGoDoes(String text) {
        assertThat(with(Key.MOUNT_ROOTFS, text).mountRootfs()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "tRUE", "2", " true"})
    void whatIsNeitherTrueNorFalseIsRefused(String text) {
        assertThatThrownBy(() -> with(Key.MOUNT_ROOTFS, text)).hasMessageContaining("is neither true nor false");
    }

    @Test
    void aValueLongerThanTheLimitIsRefused() {
        assertThat(with(Key.CMDLINE, "x".repeat(4096)).get(Key.CMDLINE)).hasSize(4096);
        assertThatThrownBy(() -> with(Key.CMDLINE, "x".repeat(4097))).hasMessageContaining("more than 4096");
    }

    @Test
    void aNulIsRefused() {
        assertThatThrownBy(() -> with(Key.CMDLINE, "a\0b")).hasMessageContaining("holds a NUL byte");
    }

    @Test
    void annotationsAreThePairsUnderTheirFullNames() {
        assertThat(with(Key.CMDLINE, "x").annotations())
                .containsExactly(
                        Map.entry("com.urunc.unikernel.binary", "/boot/vmlinuz"),
                        Map.entry("com.urunc.unikernel.cmdline", "x"),
                        Map.entry("com.urunc.unikernel.hypervisor", "qemu"),
                        Map.entry("com.urunc.unikernel.unikernelType", "linux"));
    }
}
