/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.sandbox;

import dev.juke.base.JukeException;
import dev.juke.machine.Architecture;
import dev.juke.machine.Machine;
import dev.juke.sandbox.bundle.RootfsPath;
import dev.juke.sandbox.storage.BlockDevice;
import dev.juke.sandbox.storage.OwnRoot;
import dev.juke.unikernel.Key;
import dev.juke.unikernel.Metadata;
import dev.juke.unikernel.guest.NetworkIdentity;
import dev.juke.unikernel.kernel.Kernel;
import dev.juke.unikernel.kernel.KernelReader;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to run, whichever launcher runs it: the image's files and what the container says.
 *
 * @param metadata what the image says of its unikernel
 * @param files the image's files on this host
 * @param arguments the container's arguments
 * @param environment the container's environment
 * @param hostname the container's host name, or null
 * @param memoryLimit the limit in bytes for guest and monitor together, or null
 * @param vcpus virtual CPUs
 * @param networks what the guest gets, in order
 * @param nameServers IPv4 addresses of resolvers
 * @param readOnly whether the image's files, a disk among them, must stay as they are
 */
public record Workload(
        Metadata metadata,
        Files files,
        List<String> arguments,
        List<String> environment,
        @Nullable String hostname,
        @Nullable Long memoryLimit,
        int vcpus,
        List<NetworkIdentity> networks,
        List<String> nameServers,
        boolean readOnly) {

    /**
     * The files of an image that a monitor opens, as paths of the host.
     *
     * @param kernel the kernel's file
     * @param inspected what the kernel is
     * @param initrd the initrd, or null
     * @param block the disk image, or null
     * @param device the device that the container's own root file system is on, when that is the guest's disk, else null
     */
    public record Files(
            Path kernel,
            Kernel inspected,
            @Nullable Path initrd,
            @Nullable Path block,
            @Nullable BlockDevice device) {
        /** Files of an image whose root file system is not the guest's. */
        public Files(Path kernel, Kernel inspected, @Nullable Path initrd, @Nullable Path block) {
            this(kernel, inspected, initrd, block, null);
        }

        /** Finds and checks the files that the metadata names, in a root file system that stays mounted. */
        public static Files find(Path rootfs, Metadata metadata) {
            if (OwnRoot.isAsked(metadata)) {
                throw OwnRoot.mountedAlready(metadata);
            }
            return find(rootfs, metadata, null);
        }

        /** As {@link #find(Path, Metadata)}, in a root file system whose device becomes the guest's disk. */
        public static Files find(Path rootfs, Metadata metadata, @Nullable BlockDevice device) {
            if (device != null && metadata.get(Key.BLOCK) != null) {
                throw JukeException.input(
                        metadata.source() + ": the guest's root is both a block image (" + Key.BLOCK.fullName()
                                + ") and the container's root file system",
                        "name one of them");
            }
            Path kernel = RootfsPath.file(rootfs, metadata.binary(), Key.BINARY.fullName());
            Kernel inspected = KernelReader.read(kernel);
            if (inspected.architecture() != Architecture.host()) {
                throw JukeException.input(
                        "kernel " + metadata.binary() + " is for "
                                + inspected.architecture().ociName() + ", and this host is "
                                + Architecture.host().ociName(),
                        "use the image's variant for this architecture");
            }
            return new Files(
                    kernel,
                    inspected,
                    optional(rootfs, metadata, Key.INITRD),
                    optional(rootfs, metadata, Key.BLOCK),
                    device);
        }

        /** The same, when kernel and initrd have been copied to a directory. */
        public Files copiedTo(Path directory) {
            return new Files(
                    directory.resolve("kernel"),
                    inspected,
                    initrd == null ? null : directory.resolve("initrd"),
                    block,
                    device);
        }

        private static @Nullable Path optional(Path rootfs, Metadata metadata, Key key) {
            String path = metadata.get(key);
            return path == null ? null : RootfsPath.file(rootfs, path, key.fullName());
        }
    }

    /** The arguments: the container's, or else the image's command line split on white space, as urunc does. */
    public List<String> effectiveArguments() {
        String line = metadata.get(Key.CMDLINE);
        if (!arguments.isEmpty() || line == null || line.isBlank()) {
            return arguments;
        }
        return List.of(line.strip().split("\\s+"));
    }

    /** The disks of the machine, at the paths that the monitor sees. */
    List<Machine.Disk> disks(String blockPath) {
        BlockDevice device = files.device();
        if (device != null) {
            return List.of(new Machine.Disk(blockPath, readOnly || device.readOnly(), "rootfs"));
        }
        return files.block() == null ? List.of() : List.of(new Machine.Disk(blockPath, readOnly, "rootfs"));
    }
}
