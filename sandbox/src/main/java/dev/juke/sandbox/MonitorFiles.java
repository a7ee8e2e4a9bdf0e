/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of this host that a monitor needs beside its own program.
 *
 * @param mounts paths to show in the sandbox, read-only
 * @param links symbolic links to repeat in the sandbox: path to target (a merged /usr has /lib as one)
 */
public record MonitorFiles(List<String> mounts, Map<String, String> links) {
    /** The dynamic linker and the libraries. */
    private static final List<String> LIBRARIES = List.of("/lib", "/lib64", "/usr/lib", "/usr/lib64");

    /** QEMU's firmware and key maps. */
    private static final List<String> DATA = List.of("/usr/share/qemu", "/usr/share/seabios", "/usr/local/share/qemu");

    /** Looks at the host. */
    public static MonitorFiles ofHost() {
        List<String> mounts = new ArrayList<>();
        Map<String, String> links = new LinkedHashMap<>();
        for (String path : LIBRARIES) {
            Path file = Path.of(path);
            if (Files.isSymbolicLink(file)) {
                try {
                    links.put(path, Files.readSymbolicLink(file).toString());
                } catch (IOException e) {
                    mounts.add(path);
                }
            } else if (Files.isDirectory(file)) {
                mounts.add(path);
            }
        }
        for (String path : DATA) {
            if (Files.isDirectory(Path.of(path))) {
                mounts.add(path);
            }
        }
        return new MonitorFiles(mounts, links);
    }
}
