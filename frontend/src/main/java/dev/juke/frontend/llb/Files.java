/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend.llb;

import com.google.protobuf.ByteString;
import dev.juke.buildkit.api.llb.FileAction;
import dev.juke.buildkit.api.llb.FileActionCopy;
import dev.juke.buildkit.api.llb.FileActionMkFile;
import dev.juke.buildkit.api.llb.FileOp;
import dev.juke.buildkit.api.llb.Op;

/** What is done with files without running a program. */
public final class Files {
    private static final int FILE_MODE = 0644;
    /** A mode or time that stays as it is. */
    private static final int KEEP = -1;

    private Files() {}

    /** A file more, of the year 1970. */
    public static State write(State base, String path, byte[] content) {
        Operation operation = new Operation();
        FileAction.Builder action = FileAction.newBuilder()
                .setInput(operation.input(base))
                .setSecondaryInput(-1)
                .setMkfile(FileActionMkFile.newBuilder()
                        .setPath(path)
                        .setMode(FILE_MODE)
                        .setData(ByteString.copyFrom(content)));
        return operation.output(op(action), "[internal] write " + path, false);
    }

    /**
     * What a directory holds, copied over a root directory with owners, modes and times.
     *
     * @param name what a person sees, and what stands in the image's history when nothing else does
     */
    public static State overlay(State base, State from, String directory, String name) {
        Operation operation = new Operation();
        FileAction.Builder action = FileAction.newBuilder()
                .setInput(operation.input(base))
                .setSecondaryInput(operation.input(from))
                .setCopy(FileActionCopy.newBuilder()
                        .setSrc(directory)
                        .setDest("/")
                        .setMode(KEEP)
                        .setDirCopyContents(true)
                        .setCreateDestPath(true)
                        .setTimestamp(KEEP));
        return operation.output(op(action), name, false);
    }

    private static Op.Builder op(FileAction.Builder action) {
        return Op.newBuilder().setFile(FileOp.newBuilder().addActions(action));
    }
}
