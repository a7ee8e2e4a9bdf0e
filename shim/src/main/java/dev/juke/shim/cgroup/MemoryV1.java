/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cgroup;

import dev.juke.shim.api.metrics.CgroupV1.MemoryEntry;
import dev.juke.shim.api.metrics.CgroupV1.MemoryOomControl;
import dev.juke.shim.api.metrics.CgroupV1.MemoryStat;
import dev.juke.shim.api.metrics.CgroupV1.Metrics;
import dev.juke.shim.cgroup.CgroupFiles.Numbers;

/** The memory controller's numbers, in bytes, pages and times, see Documentation/admin-guide/cgroup-v1/memory.rst. */
record MemoryV1(CgroupFiles files) {
    /** Reads them; of a removed cgroup nothing is set. */
    void read(Metrics.Builder metrics) {
        Numbers stat = files.numbers("memory.stat");
        if (stat.isEmpty()) {
            return;
        }
        Numbers oom = files.numbers("memory.oom_control");
        metrics.setMemory(stat(stat)
                        .setUsage(entry("memory"))
                        .setSwap(entry("memory.memsw"))
                        .setKernel(entry("memory.kmem"))
                        .setKernelTcp(entry("memory.kmem.tcp")))
                .setMemoryOomControl(MemoryOomControl.newBuilder()
                        .setOomKillDisable(oom.get("oom_kill_disable"))
                        .setUnderOom(oom.get("under_oom"))
                        .setOomKill(oom.get("oom_kill")));
    }

    private MemoryEntry entry(String counter) {
        return MemoryEntry.newBuilder()
                .setLimit(files.number(counter + ".limit_in_bytes"))
                .setUsage(files.number(counter + ".usage_in_bytes"))
                .setMax(files.number(counter + ".max_usage_in_bytes"))
                .setFailcnt(files.number(counter + ".failcnt"))
                .build();
    }

    private static MemoryStat.Builder stat(Numbers stat) {
        return MemoryStat.newBuilder()
                .setCache(stat.get("cache"))
                .setRss(stat.get("rss"))
                .setRssHuge(stat.get("rss_huge"))
                .setMappedFile(stat.get("mapped_file"))
                .setDirty(stat.get("dirty"))
                .setWriteback(stat.get("writeback"))
                .setPgPgIn(stat.get("pgpgin"))
                .setPgPgOut(stat.get("pgpgout"))
                .setPgFault(stat.get("pgfault"))
                .setPgMajFault(stat.get("pgmajfault"))
                .setInactiveAnon(stat.get("inactive_anon"))
                .setActiveAnon(stat.get("active_anon"))
                .setInactiveFile(stat.get("inactive_file"))
                .setActiveFile(stat.get("active_file"))
                .setUnevictable(stat.get("unevictable"))
                .setHierarchicalMemoryLimit(stat.get("hierarchical_memory_limit"))
                .setHierarchicalSwapLimit(stat.get("hierarchical_memsw_limit"))
                .setTotalCache(stat.get("total_cache"))
                .setTotalRss(stat.get("total_rss"))
                .setTotalRssHuge(stat.get("total_rss_huge"))
                .setTotalMappedFile(stat.get("total_mapped_file"))
                .setTotalDirty(stat.get("total_dirty"))
                .setTotalWriteback(stat.get("total_writeback"))
                .setTotalPgPgIn(stat.get("total_pgpgin"))
                .setTotalPgPgOut(stat.get("total_pgpgout"))
                .setTotalPgFault(stat.get("total_pgfault"))
                .setTotalPgMajFault(stat.get("total_pgmajfault"))
                .setTotalInactiveAnon(stat.get("total_inactive_anon"))
                .setTotalActiveAnon(stat.get("total_active_anon"))
                .setTotalInactiveFile(stat.get("total_inactive_file"))
                .setTotalActiveFile(stat.get("total_active_file"))
                .setTotalUnevictable(stat.get("total_unevictable"));
    }
}
