/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.image.Image;
import dev.juke.machine.Architecture;
import dev.juke.pack.BuildRequest.Layer;
import dev.juke.pack.BuildRequest.Target;
import dev.juke.unikernel.Metadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests for tests: what a bunnyfile would ask for, one thing changed at a time. */
public record Requests(
        Target target,
        @Nullable Image base,
        List<Layer> layers,
        BootFile kernel,
        Rootfs rootfs,
        Settings settings,
        long epoch,
        boolean strict) {
    static final Origin ORIGIN = Origin.of("the test");

    /** A kernel for QEMU in a directory, without a rootfs or anything to run. */
    public static Requests in(Path directory) {
        try {
            Path kernel = Files.write(directory.resolve("app.elf"), TestKernels.multiboot());
            return new Requests(
                    new Target("linux", "", "qemu", null),
                    null,
                    List.of(),
                    BootFile.copied(kernel),
                    new Rootfs.None(),
                    Settings.NONE,
                    0,
                    true);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    Requests on(String framework, String monitor) {
        return with(new Target(framework, target.version(), monitor, target.architecture()));
    }

    Requests version(String version) {
        return with(new Target(target.framework(), version, target.monitor(), target.architecture()));
    }

    Requests architecture(Architecture architecture) {
        return with(new Target(target.framework(), target.version(), target.monitor(), architecture));
    }

    private Requests with(Target other) {
        return new Requests(other, base, layers, kernel, rootfs, settings, epoch, strict);
    }

    Requests from(Image other) {
        return new Requests(target, other, layers, kernel, rootfs, settings, epoch, strict);
    }

    Requests layers(Layer... others) {
        return new Requests(target, base, List.of(others), kernel, rootfs, settings, epoch, strict);
    }

    Requests kernel(BootFile other) {
        return new Requests(target, base, layers, other, rootfs, settings, epoch, strict);
    }

    /** With a rootfs. */
    public Requests rootfs(Rootfs other) {
        return new Requests(target, base, layers, kernel, other, settings, epoch, strict);
    }

    /** With arguments. */
    public Requests cmd(String... words) {
        return settings(settings.running(settings.entrypoint(), List.of(words)));
    }

    Requests settings(Settings other) {
        return new Requests(target, base, layers, kernel, rootfs, other, epoch, strict);
    }

    Requests epoch(long seconds) {
        return new Requests(target, base, layers, kernel, rootfs, settings, seconds, strict);
    }

    Requests unchecked() {
        return new Requests(target, base, layers, kernel, rootfs, settings, epoch, false);
    }

    /** The request, whose labels and metadata are as a bunnyfile makes them. */
    public BuildRequest request() {
        List<String> cmd = settings.cmd() == null ? List.of() : settings.cmd();
        Metadata metadata = Description.of(ORIGIN, target, kernel, rootfs, cmd);
        return new BuildRequest(
                ORIGIN,
                target,
                base,
                layers,
                kernel,
                rootfs,
                settings.withLabels(metadata.annotations()),
                metadata,
                epoch,
                strict);
    }
}
