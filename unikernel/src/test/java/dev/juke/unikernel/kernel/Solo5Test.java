/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.unikernel.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.juke.base.JukeException;
import dev.juke.unikernel.kernel.Solo5.Device;
import dev.juke.unikernel.kernel.Solo5.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Solo5Test {
    private static final int X86_64 = 62;
    private static final int VERSION_AT = ElfBytes.MANIFEST_AT + 20 + 4;
    private static final int FIRST_ENTRY_AT = VERSION_AT + 8;
    private static final int SECOND_ENTRY_AT = FIRST_ENTRY_AT + 104;

    @TempDir
    private Path directory;

    private Kernel read(ElfBytes elf) throws IOException {
        return KernelReader.read(Files.write(directory.resolve("kernel"), elf.bytes()));
    }

    private Solo5 solo5(ElfBytes elf) throws IOException {
        return Objects.requireNonNull(read(elf).solo5());
    }

    @Test
    void targetVersionAndDevicesAreRead() throws IOException {
        Solo5 solo5 = solo5(ElfBytes.elf64(X86_64).solo5(1, 2, "net:service", "block:storage"));
        assertThat(solo5.target()).isEqualTo(Target.HVT);
        assertThat(solo5.version()).isEqualTo(2);
        assertThat(solo5.devices())
                .containsExactly(
                        new Device("service", Solo5.Type.NET_BASIC), new Device("storage", Solo5.Type.BLOCK_BASIC));
        assertThat(solo5.devices(Solo5.Type.BLOCK_BASIC))
                .containsExactly(new Device("storage", Solo5.Type.BLOCK_BASIC));
    }

    @Test
    void aKernelWithoutTheNotesIsNotBuiltOnSolo5() throws IOException {
        assertThat(read(ElfBytes.elf64(X86_64)).solo5()).isNull();
        assertThat(read(ElfBytes.elf64(X86_64).note("Other", 0x31494241)).solo5())
                .isNull();
    }

    @Test
    void aTargetThatIsNotKnownIsCalledByItsNumber() throws IOException {
        assertThat(solo5(ElfBytes.elf64(X86_64).solo5(9, 1)).targetName()).isEqualTo("target 9");
        assertThat(solo5(ElfBytes.elf64(X86_64).solo5(0, 1)).target()).isNull();
        assertThat(solo5(ElfBytes.elf64(X86_64).solo5(6, 1)).target()).isEqualTo(Target.XEN);
    }

    @Test
    void rumprunsSectionIsFound() throws IOException {
        assertThat(read(ElfBytes.elf64(X86_64).section("link_set_rump_components"))
                        .rumprun())
                .isTrue();
        assertThat(read(ElfBytes.elf64(X86_64)).rumprun()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0,2,manifest is of version 2",
        "4,65,has 65 entries",
        "4,0,has 0 entries",
        "4,1,has 1 entries",
        "7,255,has 4278190082 entries",
        "8,65,manifest begins with a device",
        "79,0,manifest begins with a device",
        "112,0,a device whose name is empty",
        "112,45,more than letters and digits",
        "180,7,unknown type 7"
    })
    void aManifestThatAMonitorWouldRefuseIsRefused(int offset, int value, String words) {
        ElfBytes elf = ElfBytes.elf64(X86_64).solo5(1, 2, "net:service").with(VERSION_AT + offset, value);
        assertThatThrownBy(() -> read(elf)).isInstanceOf(JukeException.class).hasMessageContaining(words);
    }

    @Test
    void aNameWithoutEndIsRefused() {
        ElfBytes elf = ElfBytes.elf64(X86_64).solo5(1, 2, "net:service");
        for (int i = 0; i < 68; i++) {
            elf.with(SECOND_ENTRY_AT + i, 'a');
        }
        assertThatThrownBy(() -> read(elf)).hasMessageContaining("whose name is too long");
    }

    @Test
    void anAbiWithoutManifestIsRefused() {
        ElfBytes elf = ElfBytes.elf64(X86_64).solo5(1, 2).with(ElfBytes.MANIFEST_AT + 8, 0);
        assertThatThrownBy(() -> read(elf)).hasMessageContaining("its Solo5 manifest is missing");
    }
}
