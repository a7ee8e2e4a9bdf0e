/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cgroup;

import dev.juke.shim.api.metrics.CgroupV1.CPUStat;
import dev.juke.shim.api.metrics.CgroupV1.CPUUsage;
import dev.juke.shim.api.metrics.CgroupV1.HugetlbStat;
import dev.juke.shim.api.metrics.CgroupV1.Metrics;
import dev.juke.shim.api.metrics.CgroupV1.PidsStat;
import dev.juke.shim.api.metrics.CgroupV1.RdmaStat;
import dev.juke.shim.api.metrics.CgroupV1.Throttle;
import dev.juke.shim.cgroup.CgroupFiles.Numbers;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The v1 controllers' numbers as containerd names them: the kernel's Documentation/admin-guide/cgroup-v1 on one side, the message of
 * containerd's cgroups library on the other. That library leaves network and cgroup_stats empty, and so does this.
 */
record MetricsV1(Map<String, Path> controllers, Path partitions) {
    /**
     * Nanoseconds in a tick of {@code cpuacct.stat}: USER_HZ is 100 on every architecture that a JDK 25 runs on (asm-generic/param.h).
     */
    private static final long TICK = 10_000_000;

    /** Reads them all; a controller that is not there leaves its part out. */
    Metrics read() {
        Metrics.Builder metrics = Metrics.newBuilder().setCpu(cpu());
        CgroupFiles pids = files("pids");
        if (pids != null && pids.linesOrNull("pids.current") != null) {
            metrics.setPids(PidsStat.newBuilder()
                    .setCurrent(pids.number("pids.current"))
                    .setLimit(pids.number("pids.max")));
        }
        CgroupFiles memory = files("memory");
        if (memory != null) {
            new MemoryV1(memory).read(metrics);
        }
        CgroupFiles blkio = files("blkio");
        if (blkio != null) {
            metrics.setBlkio(new BlkioV1(blkio, BlkioV1.devices(partitions)).read());
        }
        CgroupFiles hugetlb = files("hugetlb");
        if (hugetlb != null) {
            for (String size : hugetlb.names("hugetlb.", ".usage_in_bytes")) {
                metrics.addHugetlb(HugetlbStat.newBuilder()
                        .setPagesize(size)
                        .setUsage(hugetlb.number("hugetlb." + size + ".usage_in_bytes"))
                        .setMax(hugetlb.number("hugetlb." + size + ".max_usage_in_bytes"))
                        .setFailcnt(hugetlb.number("hugetlb." + size + ".failcnt")));
            }
        }
        CgroupFiles rdma = files("rdma");
        if (rdma != null && rdma.linesOrNull("rdma.current") != null) {
            metrics.setRdma(rdma(rdma));
        }
        return metrics.build();
    }

    /** Times in nanoseconds. Both parts are always there: dockerd asks for their numbers without asking for them. */
    private CPUStat cpu() {
        CPUUsage.Builder usage = CPUUsage.newBuilder();
        CgroupFiles cpuacct = files("cpuacct");
        if (cpuacct != null) {
            Numbers stat = cpuacct.numbers("cpuacct.stat");
            usage.setTotal(cpuacct.number("cpuacct.usage"))
                    .setUser(stat.get("user") * TICK)
                    .setKernel(stat.get("system") * TICK);
            for (String line : cpuacct.lines("cpuacct.usage_percpu")) {
                for (String cpu : line.strip().split(" ", -1)) {
                    usage.addPerCpu(CgroupFiles.unsigned(cpu));
                }
            }
        }
        Throttle.Builder throttling = Throttle.newBuilder();
        CgroupFiles cpu = files("cpu");
        if (cpu != null) {
            Numbers stat = cpu.numbers("cpu.stat");
            throttling
                    .setPeriods(stat.get("nr_periods"))
                    .setThrottledPeriods(stat.get("nr_throttled"))
                    .setThrottledTime(stat.get("throttled_time"));
        }
        return CPUStat.newBuilder().setUsage(usage).setThrottling(throttling).build();
    }

    private static RdmaStat rdma(CgroupFiles files) {
        RdmaStat.Builder stat = RdmaStat.newBuilder();
        for (Rdma device : Rdma.read(files, "rdma.current")) {
            stat.addCurrent(device.v1());
        }
        for (Rdma device : Rdma.read(files, "rdma.max")) {
            stat.addLimit(device.v1());
        }
        return stat.build();
    }

    private @Nullable CgroupFiles files(String controller) {
        Path directory = controllers.get(controller);
        return directory == null ? null : new CgroupFiles(directory);
    }
}
