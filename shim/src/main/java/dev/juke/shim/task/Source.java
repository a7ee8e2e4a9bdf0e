/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import dev.juke.linux.LinuxException;
import dev.juke.linux.LoopDevice;
import dev.juke.shim.api.types.Mount;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a mount is made of. The option {@code loop}, which containerd's blockfile uses, makes a device of a file; the mount holds it then.
 *
 * @param name mount(2)'s source
 * @param options without {@code loop}
 */
record Source(String name, @Nullable LoopDevice loop, List<String> options) implements AutoCloseable {
    private static final String LOOP = "loop";

    static Source open(Mount mount) throws LinuxException {
        List<String> options = new ArrayList<>(mount.getOptionsList());
        if (!options.removeIf(LOOP::equals)) {
            return new Source(mount.getSource(), null, options);
        }
        LoopDevice loop = LoopDevice.attach(Path.of(mount.getSource()), isReadOnly(mount));
        return new Source(loop.path().toString(), loop, options);
    }

    static boolean isLoop(Mount mount) {
        return mount.getOptionsList().contains(LOOP);
    }

    static boolean isReadOnly(Mount mount) {
        List<String> options = mount.getOptionsList();
        return options.lastIndexOf("ro") > options.lastIndexOf("rw");
    }

    @Override
    public void close() {
        if (loop != null) {
            loop.close();
        }
    }
}
