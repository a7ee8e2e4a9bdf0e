/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.juke.base.JukeException;
import dev.juke.base.JukeException.Category;
import dev.juke.shim.api.metrics.CgroupV2.HugeTlbStat;
import dev.juke.shim.api.metrics.CgroupV2.Metrics;
import dev.juke.shim.api.metrics.CgroupV2.PSIData;
import dev.juke.shim.api.metrics.CgroupV2.RdmaEntry;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnifiedCgroupTest {
    @TempDir
    Path root;

    @Test
    void theNumbersThatContainerd16KnowsAreThoseOfItsOwnShim() throws InvalidProtocolBufferException {
        Sample.unpack("v2", root);

        Any stats = new UnifiedCgroup(root).stats();

        assertThat(stats.getTypeUrl()).isEqualTo("io.containerd.cgroups.v2.Metrics");
        Metrics all = Metrics.parseFrom(stats.getValue());
        Metrics.Builder known = all.toBuilder()
                .setCpu(all.getCpu().toBuilder().clearPsi())
                .setMemory(all.getMemory().toBuilder().clearPsi().clearMaxUsage())
                .setIo(all.getIo().toBuilder().clearPsi());
        HugeTlbStat gibibytes = known.getHugetlb(0);
        known.removeHugetlb(0).addHugetlb(gibibytes);
        assertThat(known.build()).isEqualTo(Metrics.parseFrom(Sample.metrics("v2")));
    }

    @Test
    void pressureAndPeaksAreToldToANewerContainerd() throws InvalidProtocolBufferException {
        Sample.unpack("v2", root);

        Metrics metrics = metrics();

        PSIData cpu = metrics.getCpu().getPsi().getSome();
        assertThat(cpu.getTotal()).isPositive();
        assertThat(cpu.getAvg10()).isEqualTo(30.21);
        assertThat(metrics.getMemory().getPsi().hasFull()).isTrue();
        assertThat(metrics.getMemory().getMaxUsage()).isEqualTo(67108864);
        assertThat(metrics.getIo().getPsi().hasSome()).isTrue();
    }

    @Test
    void noLimitIsTheGreatestNumberAndAMissingFileIsZero() throws InvalidProtocolBufferException {
        Sample.write(root, "pids.max", "max\n");
        Sample.write(root, "memory.max", "max\n");

        Metrics metrics = metrics();

        assertThat(Long.toUnsignedString(metrics.getPids().getLimit())).isEqualTo("18446744073709551615");
        assertThat(Long.toUnsignedString(metrics.getMemory().getUsageLimit())).isEqualTo("18446744073709551615");
        assertThat(metrics.getMemory().getSwapLimit()).isZero();
    }

    @Test
    void whatAControllerThatIsTurnedOffWouldTellIsEmptyButThere() throws InvalidProtocolBufferException {
        Metrics metrics = metrics();

        assertThat(metrics.hasPids()).isTrue();
        assertThat(metrics.hasCpu()).isTrue();
        assertThat(metrics.getCpu().hasPsi()).isFalse();
        assertThat(metrics.hasMemory()).isTrue();
        assertThat(metrics.hasRdma()).isTrue();
        assertThat(metrics.hasIo()).isTrue();
        assertThat(metrics.hasMemoryEvents()).isFalse();
        assertThat(metrics.getHugetlbList()).isEmpty();
    }

    @Test
    void aLineThatNamesNoDeviceIsLeftOut() throws InvalidProtocolBufferException {
        Sample.write(
                root,
                "io.stat",
                "8:16 rbytes=1459200 wbytes=314773504 rios=192 wios=353 dbytes=0 dios=0\n8:0 \n(unknown)\n");
        Sample.write(root, "io.stat", "8:32 rbytes=90430464 wbytes=299008000 rios=8950 wios=1252\n");

        assertThat(metrics().getIo().getUsageList())
                .extracting(entry -> entry.getMajor() + ":" + entry.getMinor() + " " + entry.getRbytes() + " "
                        + entry.getWbytes() + " " + entry.getRios() + " " + entry.getWios())
                .containsExactly("8:16 1459200 314773504 192 353", "8:0 0 0 0 0", "8:32 90430464 299008000 8950 1252");
    }

    @Test
    void rdmaAndTheFailuresOfHugePagesAreCounted() throws InvalidProtocolBufferException {
        Sample.write(root, "rdma.current", "mlx4_0 hca_handle=2 hca_object=2000\nocrdma1 hca_handle=3 hca_object=9\n");
        Sample.write(root, "rdma.max", "ocrdma1 hca_handle=3 hca_object=max\n");
        Sample.write(root, "hugetlb.2MB.current", "4194304\n");
        Sample.write(root, "hugetlb.2MB.rsvd.current", "1\n");
        Sample.write(root, "hugetlb.2MB.max", "8388608\n");
        Sample.write(root, "hugetlb.2MB.events", "max 7\n");

        Metrics metrics = metrics();

        assertThat(metrics.getRdma().getCurrentList())
                .extracting(RdmaEntry::getHcaObjects)
                .containsExactly(2000, 9);
        assertThat(metrics.getRdma().getLimit(0).getHcaObjects()).isEqualTo(-1);
        assertThat(metrics.getHugetlbList())
                .containsExactly(HugeTlbStat.newBuilder()
                        .setCurrent(4194304)
                        .setMax(8388608)
                        .setPagesize("2MB")
                        .setFailcnt(7)
                        .build());
    }

    @Test
    void aRemovedCgroupHasNoNumbersAndNoProcesses() {
        Cgroup removed = new UnifiedCgroup(root.resolve("gone"));

        assertThat(removed.pids()).isEmpty();
        assertThatThrownBy(removed::stats)
                .isInstanceOfSatisfying(
                        JukeException.class, e -> assertThat(e.category()).isEqualTo(Category.NOT_FOUND))
                .hasMessageContaining("has been removed");
    }

    private Metrics metrics() throws InvalidProtocolBufferException {
        return Metrics.parseFrom(new UnifiedCgroup(root).stats().getValue());
    }
}
