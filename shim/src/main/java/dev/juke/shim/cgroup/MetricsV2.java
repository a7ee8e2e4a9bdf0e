/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cgroup;

import dev.juke.shim.api.metrics.CgroupV2.CPUStat;
import dev.juke.shim.api.metrics.CgroupV2.HugeTlbStat;
import dev.juke.shim.api.metrics.CgroupV2.IOEntry;
import dev.juke.shim.api.metrics.CgroupV2.IOStat;
import dev.juke.shim.api.metrics.CgroupV2.MemoryEvents;
import dev.juke.shim.api.metrics.CgroupV2.Metrics;
import dev.juke.shim.api.metrics.CgroupV2.PSIData;
import dev.juke.shim.api.metrics.CgroupV2.PSIStats;
import dev.juke.shim.api.metrics.CgroupV2.PidsStat;
import dev.juke.shim.api.metrics.CgroupV2.RdmaStat;
import dev.juke.shim.cgroup.CgroupFiles.Numbers;
import org.jspecify.annotations.Nullable;

/**
 * The unified hierarchy's numbers as containerd names them: the kernel's Documentation/admin-guide/cgroup-v2.rst on one side, the message
 * of containerd's cgroups library on the other. That library leaves network empty, and so does this.
 */
record MetricsV2(CgroupFiles files) {
    /** What {@code max}, no limit, is in containerd's message: all 64 bits set. */
    static final long NO_LIMIT = -1;

    /** Reads them all. The parts are there even when their numbers are not, memory events and huge pages apart. */
    Metrics read() {
        Metrics.Builder metrics = Metrics.newBuilder()
                .setPids(PidsStat.newBuilder()
                        .setCurrent(files.number("pids.current"))
                        .setLimit(files.number("pids.max", NO_LIMIT)))
                .setCpu(cpu())
                .setMemory(new MemoryV2(files).read())
                .setRdma(rdma())
                .setIo(io());
        Numbers events = files.numbers("memory.events");
        if (!events.isEmpty()) {
            metrics.setMemoryEvents(MemoryEvents.newBuilder()
                    .setLow(events.get("low"))
                    .setHigh(events.get("high"))
                    .setMax(events.get("max"))
                    .setOom(events.get("oom"))
                    .setOomKill(events.get("oom_kill"))
                    .setOomGroupKill(events.get("oom_group_kill")));
        }
        for (String size : files.names("hugetlb.", ".current")) {
            metrics.addHugetlb(HugeTlbStat.newBuilder()
                    .setPagesize(size)
                    .setCurrent(files.number("hugetlb." + size + ".current"))
                    .setMax(files.number("hugetlb." + size + ".max", NO_LIMIT))
                    .setFailcnt(files.numbers("hugetlb." + size + ".events").get("max")));
        }
        return metrics.build();
    }

    /** Times in microseconds. */
    private CPUStat cpu() {
        Numbers stat = files.numbers("cpu.stat");
        CPUStat.Builder cpu = CPUStat.newBuilder()
                .setUsageUsec(stat.get("usage_usec"))
                .setUserUsec(stat.get("user_usec"))
                .setSystemUsec(stat.get("system_usec"))
                .setNrPeriods(stat.get("nr_periods"))
                .setNrThrottled(stat.get("nr_throttled"))
                .setThrottledUsec(stat.get("throttled_usec"))
                .setNrBursts(stat.get("nr_bursts"))
                .setBurstUsec(stat.get("burst_usec"));
        PSIStats pressure = pressure(files, "cpu.pressure");
        if (pressure != null) {
            cpu.setPsi(pressure);
        }
        return cpu.build();
    }

    private RdmaStat rdma() {
        RdmaStat.Builder stat = RdmaStat.newBuilder();
        for (Rdma device : Rdma.read(files, "rdma.current")) {
            stat.addCurrent(device.v2());
        }
        for (Rdma device : Rdma.read(files, "rdma.max")) {
            stat.addLimit(device.v2());
        }
        return stat.build();
    }

    /** The lines {@code 8:16 rbytes=1459200 wbytes=314773504 rios=192 wios=353 dbytes=0 dios=0}. */
    private IOStat io() {
        IOStat.Builder io = IOStat.newBuilder();
        for (String line : files.lines("io.stat")) {
            String[] words = line.split(" ", -1);
            int colon = words[0].indexOf(':');
            if (colon < 0 || words.length < 2) {
                continue;
            }
            IOEntry.Builder entry = IOEntry.newBuilder()
                    .setMajor(CgroupFiles.unsigned(words[0].substring(0, colon)))
                    .setMinor(CgroupFiles.unsigned(words[0].substring(colon + 1)));
            for (String word : words) {
                long value = CgroupFiles.unsigned(word.substring(word.indexOf('=') + 1));
                if (word.startsWith("rbytes=")) {
                    entry.setRbytes(value);
                } else if (word.startsWith("wbytes=")) {
                    entry.setWbytes(value);
                } else if (word.startsWith("rios=")) {
                    entry.setRios(value);
                } else if (word.startsWith("wios=")) {
                    entry.setWios(value);
                }
            }
            io.addUsage(entry);
        }
        PSIStats pressure = pressure(files, "io.pressure");
        if (pressure != null) {
            io.setPsi(pressure);
        }
        return io.build();
    }

    /** The lines {@code some avg10=0.00 avg60=0.00 avg300=0.00 total=0} and {@code full …}; null where pressure is not measured. */
    static @Nullable PSIStats pressure(CgroupFiles files, String name) {
        PSIStats.Builder stats = PSIStats.newBuilder();
        for (String line : files.lines(name)) {
            PSIData.Builder data = PSIData.newBuilder();
            for (String word : line.split(" ", -1)) {
                String value = word.substring(word.indexOf('=') + 1);
                if (word.startsWith("avg10=")) {
                    data.setAvg10(Double.parseDouble(value));
                } else if (word.startsWith("avg60=")) {
                    data.setAvg60(Double.parseDouble(value));
                } else if (word.startsWith("avg300=")) {
                    data.setAvg300(Double.parseDouble(value));
                } else if (word.startsWith("total=")) {
                    data.setTotal(CgroupFiles.unsigned(value));
                }
            }
            if (line.startsWith("some ")) {
                stats.setSome(data);
            } else if (line.startsWith("full ")) {
                stats.setFull(data);
            }
        }
        return stats.hasSome() || stats.hasFull() ? stats.build() : null;
    }
}
