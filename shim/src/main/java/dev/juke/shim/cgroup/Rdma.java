/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.cgroup;

import dev.juke.shim.api.metrics.CgroupV1;
import dev.juke.shim.api.metrics.CgroupV2;
import java.util.ArrayList;
import java.util.List;

/**
 * A line of {@code rdma.current} or {@code rdma.max}, the same in v1 and v2: {@code mlx4_0 hca_handle=2 hca_object=max}.
 *
 * @param handles unsigned 32-bit; all bits are set for no limit, as containerd has it
 * @param objects likewise
 */
record Rdma(String device, int handles, int objects) {
    /** The devices that a file lists; none when it is absent. */
    static List<Rdma> read(CgroupFiles files, String name) {
        List<Rdma> devices = new ArrayList<>();
        for (String line : files.lines(name)) {
            String[] words = line.split(" ", -1);
            int handles = 0;
            int objects = 0;
            for (String word : words) {
                if (word.startsWith("hca_handle=")) {
                    handles = value(word);
                } else if (word.startsWith("hca_object=")) {
                    objects = value(word);
                }
            }
            devices.add(new Rdma(words[0], handles, objects));
        }
        return devices;
    }

    private static int value(String word) {
        String value = word.substring(word.indexOf('=') + 1);
        return value.equals("max") ? -1 : (int) CgroupFiles.unsigned(value);
    }

    CgroupV1.RdmaEntry v1() {
        return CgroupV1.RdmaEntry.newBuilder()
                .setDevice(device)
                .setHcaHandles(handles)
                .setHcaObjects(objects)
                .build();
    }

    CgroupV2.RdmaEntry v2() {
        return CgroupV2.RdmaEntry.newBuilder()
                .setDevice(device)
                .setHcaHandles(handles)
                .setHcaObjects(objects)
                .build();
    }
}
