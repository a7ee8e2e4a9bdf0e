/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cgroup;

import dev.juke.shim.api.metrics.CgroupV2.MemoryStat;
import dev.juke.shim.api.metrics.CgroupV2.PSIStats;
import dev.juke.shim.cgroup.CgroupFiles.Numbers;

/** The memory controller's numbers, in bytes, pages and times. */
record MemoryV2(CgroupFiles files) {
    MemoryStat read() {
        MemoryStat.Builder memory = stat(files.numbers("memory.stat"))
                .setUsage(files.number("memory.current"))
                .setUsageLimit(files.number("memory.max", MetricsV2.NO_LIMIT))
                .setMaxUsage(files.number("memory.peak"))
                .setSwapUsage(files.number("memory.swap.current"))
                .setSwapLimit(files.number("memory.swap.max", MetricsV2.NO_LIMIT))
                .setSwapMaxUsage(files.number("memory.swap.peak"));
        PSIStats pressure = MetricsV2.pressure(files, "memory.pressure");
        if (pressure != null) {
            memory.setPsi(pressure);
        }
        return memory.build();
    }

    /** Every field of the message but workingset_refault and workingset_activate is one of a kernel from 5.9 on, which split those two. */
    private static MemoryStat.Builder stat(Numbers stat) {
        return MemoryStat.newBuilder()
                .setAnon(stat.get("anon"))
                .setFile(stat.get("file"))
                .setKernelStack(stat.get("kernel_stack"))
                .setSlab(stat.get("slab"))
                .setSock(stat.get("sock"))
                .setShmem(stat.get("shmem"))
                .setFileMapped(stat.get("file_mapped"))
                .setFileDirty(stat.get("file_dirty"))
                .setFileWriteback(stat.get("file_writeback"))
                .setAnonThp(stat.get("anon_thp"))
                .setInactiveAnon(stat.get("inactive_anon"))
                .setActiveAnon(stat.get("active_anon"))
                .setInactiveFile(stat.get("inactive_file"))
                .setActiveFile(stat.get("active_file"))
                .setUnevictable(stat.get("unevictable"))
                .setSlabReclaimable(stat.get("slab_reclaimable"))
                .setSlabUnreclaimable(stat.get("slab_unreclaimable"))
                .setPgfault(stat.get("pgfault"))
                .setPgmajfault(stat.get("pgmajfault"))
                .setWorkingsetRefault(stat.get("workingset_refault"))
                .setWorkingsetActivate(stat.get("workingset_activate"))
                .setWorkingsetRefaultAnon(stat.get("workingset_refault_anon"))
                .setWorkingsetRefaultFile(stat.get("workingset_refault_file"))
                .setWorkingsetActivateAnon(stat.get("workingset_activate_anon"))
                .setWorkingsetActivateFile(stat.get("workingset_activate_file"))
                .setWorkingsetNodereclaim(stat.get("workingset_nodereclaim"))
                .setPgrefill(stat.get("pgrefill"))
                .setPgscan(stat.get("pgscan"))
                .setPgsteal(stat.get("pgsteal"))
                .setPgactivate(stat.get("pgactivate"))
                .setPgdeactivate(stat.get("pgdeactivate"))
                .setPglazyfree(stat.get("pglazyfree"))
                .setPglazyfreed(stat.get("pglazyfreed"))
                .setThpFaultAlloc(stat.get("thp_fault_alloc"))
                .setThpCollapseAlloc(stat.get("thp_collapse_alloc"));
    }
}
