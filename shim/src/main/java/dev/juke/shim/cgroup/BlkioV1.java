/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cgroup;

import dev.juke.shim.api.metrics.CgroupV1.BlkIOEntry;
import dev.juke.shim.api.metrics.CgroupV1.BlkIOStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a cgroup did to block devices. Kernels with the CFQ scheduler (until 5.0) count it in files of their own; otherwise, and where no
 * device has that scheduler, the throttling policy counts bytes and operations.
 *
 * @param devices their files by {@code major:minor}
 */
record BlkioV1(CgroupFiles files, Map<String, String> devices) {
    BlkIOStat read() {
        BlkIOStat cfq = BlkIOStat.newBuilder()
                .addAllSectorsRecursive(entries("blkio.sectors_recursive"))
                .addAllIoServiceBytesRecursive(entries("blkio.io_service_bytes_recursive"))
                .addAllIoServicedRecursive(entries("blkio.io_serviced_recursive"))
                .addAllIoQueuedRecursive(entries("blkio.io_queued_recursive"))
                .addAllIoServiceTimeRecursive(entries("blkio.io_service_time_recursive"))
                .addAllIoWaitTimeRecursive(entries("blkio.io_wait_time_recursive"))
                .addAllIoMergedRecursive(entries("blkio.io_merged_recursive"))
                .addAllIoTimeRecursive(entries("blkio.time_recursive"))
                .build();
        if (cfq.getSerializedSize() > 0) {
            return cfq;
        }
        return BlkIOStat.newBuilder()
                .addAllIoServicedRecursive(entries("blkio.throttle.io_serviced"))
                .addAllIoServiceBytesRecursive(entries("blkio.throttle.io_service_bytes"))
                .build();
    }

    /** The lines {@code 8:0 Read 4096} and {@code 8:0 8}; the sum over all devices, {@code Total 4096}, is not one of them. */
    private List<BlkIOEntry> entries(String name) {
        List<BlkIOEntry> entries = new ArrayList<>();
        for (String line : files.lines(name)) {
            String[] words = line.split(" ", -1);
            int colon = words[0].indexOf(':');
            if (colon > 0 && words.length > 1) {
                entries.add(BlkIOEntry.newBuilder()
                        .setDevice(devices.getOrDefault(words[0], ""))
                        .setMajor(CgroupFiles.unsigned(words[0].substring(0, colon)))
                        .setMinor(CgroupFiles.unsigned(words[0].substring(colon + 1)))
                        .setOp(words.length > 2 ? words[1] : "")
                        .setValue(CgroupFiles.unsigned(words[words.length - 1]))
                        .build());
            }
        }
        return entries;
    }

    /** The files of the block devices, from {@code /proc/partitions}: a head, an empty line, lines {@code major minor blocks name}. */
    static Map<String, String> devices(Path partitions) {
        Map<String, String> devices = new HashMap<>();
        try {
            for (String line : Files.readAllLines(partitions)) {
                String[] words = line.strip().split(" +", -1);
                if (words.length == 4) {
                    devices.put(words[0] + ":" + words[1], "/dev/" + words[3]);
                }
            }
        } catch (IOException e) {
            return Map.of();
        }
        return devices;
    }
}
