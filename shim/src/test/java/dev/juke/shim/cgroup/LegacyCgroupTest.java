/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cgroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.juke.base.JukeException;
import dev.juke.shim.api.metrics.CgroupV1.HugetlbStat;
import dev.juke.shim.api.metrics.CgroupV1.Metrics;
import dev.juke.shim.api.metrics.CgroupV1.RdmaEntry;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LegacyCgroupTest {
    @TempDir
    Path root;

    @Test
    void theNumbersAreThoseOfContainerdsOwnShimByteForByte() {
        Sample.unpack("v1", root);

        Any stats =
                cgroup("cpu", "cpuacct", "memory", "blkio", "pids", "devices").stats();

        assertThat(stats.getTypeUrl()).isEqualTo("io.containerd.cgroups.v1.Metrics");
        assertThat(stats.getValue()).isEqualTo(Sample.metrics("v1"));
    }

    @Test
    void aControllerThatIsNotMountedLeavesItsPartOutButNotThatOfTheCpu() throws InvalidProtocolBufferException {
        Sample.unpack("v1", root);

        Metrics metrics = Metrics.parseFrom(cgroup("pids").stats().getValue());

        assertThat(metrics.getPids().getLimit()).isEqualTo(77);
        assertThat(metrics.hasMemory()).isFalse();
        assertThat(metrics.hasBlkio()).isFalse();
        assertThat(metrics.getCpu().hasUsage()).isTrue();
        assertThat(metrics.getCpu().hasThrottling()).isTrue();
    }

    @Test
    void withoutSwapAccountingTheKernelsMemoryIsStillCounted() throws InvalidProtocolBufferException {
        Sample.write(root, "memory/memory.stat", "cache 1\n");
        Sample.write(root, "memory/memory.kmem.usage_in_bytes", "4096\n");

        Metrics metrics = Metrics.parseFrom(cgroup("memory").stats().getValue());

        assertThat(metrics.getMemory().hasSwap()).isTrue();
        assertThat(metrics.getMemory().getSwap().getUsage()).isZero();
        assertThat(metrics.getMemory().getKernel().getUsage()).isEqualTo(4096);
    }

    @Test
    void noLimitOfProcessesIsZero() throws InvalidProtocolBufferException {
        Sample.write(root, "pids/pids.current", "3\n");
        Sample.write(root, "pids/pids.max", "max\n");

        Metrics metrics = Metrics.parseFrom(cgroup("pids").stats().getValue());

        assertThat(metrics.getPids().getCurrent()).isEqualTo(3);
        assertThat(metrics.getPids().getLimit()).isZero();
    }

    @Test
    void theFilesOfTheCfqSchedulerComeBeforeThoseOfTheThrottlingPolicy() throws InvalidProtocolBufferException {
        Sample.write(root, "blkio/blkio.io_service_bytes_recursive", "8:0 Read 4096\n8:0 Total 4096\nTotal 4096\n");
        Sample.write(root, "blkio/blkio.sectors_recursive", "8:0 8\n");
        Sample.write(root, "blkio/blkio.throttle.io_service_bytes", "8:0 Read 1\n");

        Metrics metrics = Metrics.parseFrom(cgroup("blkio").stats().getValue());

        assertThat(metrics.getBlkio().getIoServiceBytesRecursiveList())
                .extracting(entry ->
                        entry.getMajor() + ":" + entry.getMinor() + " " + entry.getOp() + " " + entry.getValue())
                .containsExactly("8:0 Read 4096", "8:0 Total 4096");
        assertThat(metrics.getBlkio().getSectorsRecursive(0).getOp()).isEmpty();
        assertThat(metrics.getBlkio().getSectorsRecursive(0).getValue()).isEqualTo(8);
    }

    @Test
    void eachSizeOfHugePagesIsCountedOnceWithoutItsReservations() throws InvalidProtocolBufferException {
        for (String size : new String[] {"1GB", "2MB", "2MB.rsvd"}) {
            Sample.write(root, "hugetlb/hugetlb." + size + ".usage_in_bytes", "2097152\n");
            Sample.write(root, "hugetlb/hugetlb." + size + ".max_usage_in_bytes", "4194304\n");
            Sample.write(root, "hugetlb/hugetlb." + size + ".failcnt", "5\n");
        }

        Metrics metrics = Metrics.parseFrom(cgroup("hugetlb").stats().getValue());

        assertThat(metrics.getHugetlbList())
                .extracting(HugetlbStat::getPagesize)
                .containsExactly("1GB", "2MB");
        assertThat(metrics.getHugetlb(1).getUsage()).isEqualTo(2097152);
        assertThat(metrics.getHugetlb(1).getMax()).isEqualTo(4194304);
        assertThat(metrics.getHugetlb(1).getFailcnt()).isEqualTo(5);
    }

    @Test
    void noLimitOfRdmaObjectsIsTheGreatestNumber() throws InvalidProtocolBufferException {
        Sample.write(root, "rdma/rdma.current", "mlx4_0 hca_handle=1 hca_object=20\n");
        Sample.write(root, "rdma/rdma.max", "mlx4_0 hca_handle=2 hca_object=max\n");

        Metrics metrics = Metrics.parseFrom(cgroup("rdma").stats().getValue());

        RdmaEntry limit = metrics.getRdma().getLimit(0);
        assertThat(metrics.getRdma().getCurrent(0).getHcaObjects()).isEqualTo(20);
        assertThat(limit.getDevice()).isEqualTo("mlx4_0");
        assertThat(limit.getHcaHandles()).isEqualTo(2);
        assertThat(Integer.toUnsignedLong(limit.getHcaObjects())).isEqualTo(4294967295L);
    }

    @Test
    void theProcessesOfCgroupsBelowAreItsProcessesToo() {
        Sample.write(root, "devices/cgroup.procs", "31\n7\n");
        Sample.write(root, "devices/child/cgroup.procs", "8\n0\n");
        Sample.write(root, "devices/child/grandchild/cgroup.procs", "9\n");
        Sample.write(root, "pids/cgroup.procs", "1\n");

        assertThat(cgroup("devices", "pids").pids()).containsExactly(7, 8, 9, 31);
    }

    @Test
    void aRemovedCgroupHasNoNumbersAndNoProcesses() {
        Cgroup removed = cgroup("memory", "cpuacct", "devices", "blkio");

        assertThat(removed.pids()).isEmpty();
        assertThatThrownBy(removed::stats)
                .isInstanceOfSatisfying(
                        JukeException.class, e -> assertThat(e.category()).isEqualTo(JukeException.Category.NOT_FOUND))
                .hasMessageContaining("has been removed");
    }

    private Cgroup cgroup(String... controllers) {
        Map<String, Path> directories = Stream.of(controllers).collect(Collectors.toMap(name -> name, root::resolve));
        return new LegacyCgroup(directories, root.resolve("partitions"));
    }
}
