/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend.llb;

import dev.juke.buildkit.api.llb.ExecOp;
import dev.juke.buildkit.api.llb.Meta;
import dev.juke.buildkit.api.llb.Mount;
import dev.juke.buildkit.api.llb.NetMode;
import dev.juke.buildkit.api.llb.Op;
import dev.juke.image.Platform;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;

/**
 * A program that runs inside of BuildKit, without a network.
 *
 * @param root its root file system, which it cannot change
 * @param platform what the program is made for
 * @param command the program and its arguments
 * @param environment {@code NAME=value}
 * @param directory where it starts
 * @param mounts what it may read, by its place
 * @param name what a person sees while it runs
 */
public record Program(
        State root,
        Platform platform,
        List<String> command,
        List<String> environment,
        String directory,
        SortedMap<String, State> mounts,
        String name) {
    /** What it writes to a directory that is empty at first. */
    public State output(String path, boolean ignoreCache) {
        Operation operation = new Operation();
        ExecOp.Builder exec = ExecOp.newBuilder()
                .setMeta(Meta.newBuilder()
                        .addAllArgs(command)
                        .addAllEnv(environment)
                        .setCwd(directory))
                .setNetwork(NetMode.NONE);
        List<Mount.Builder> all = new ArrayList<>();
        all.add(Mount.newBuilder()
                .setInput(operation.input(root))
                .setDest("/")
                .setOutput(-1)
                .setReadonly(true));
        mounts.forEach((place, state) -> all.add(Mount.newBuilder()
                .setInput(operation.input(state))
                .setDest(place)
                .setOutput(-1)
                .setReadonly(true)));
        all.add(Mount.newBuilder().setInput(-1).setDest(path));
        all.sort(Comparator.comparing(Mount.Builder::getDest));
        all.forEach(exec::addMounts);
        return operation.output(
                Op.newBuilder().setExec(exec).setPlatform(Sources.message(platform)), name, ignoreCache);
    }
}
