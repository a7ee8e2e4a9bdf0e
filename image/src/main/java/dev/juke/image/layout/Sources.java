/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.image.layout;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.image.ImageSource;
import dev.juke.image.Index;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens what images lie in. {@code wanted} names one image of several (its tag or name) and is empty for all. */
public final class Sources {
    private Sources() {}

    /** Opens a directory in OCI layout or an archive of either kind. */
    public static ImageSource open(Path path, String wanted) {
        return Files.isDirectory(path) ? directory(path, wanted) : archive(path, wanted);
    }

    /** Opens a directory in OCI layout. */
    public static ImageSource directory(Path directory, String wanted) {
        if (!OciLayout.isLayout(directory)) {
            throw JukeException.input(
                    directory + " is no OCI image layout: it has no file " + OciLayout.MARK, "name another directory");
        }
        OciLayout layout = OciLayout.open(directory);
        return new LayoutSource(layout, layout.index(), wanted, () -> {});
    }

    /** Opens an archive, as {@code docker save}, {@code podman save} or Juke writes it; gzip compression is undone. */
    public static ImageSource archive(Path file, String wanted) {
        return archive(TarFile.open(file), wanted);
    }

    /** Reads an archive from a stream to its end; {@code where} names the stream in messages. */
    public static ImageSource archive(InputStream stream, String where) {
        try {
            return archive(TarFile.spool(stream, where), "");
        } catch (IOException e) {
            throw IoFailure.of("image archive " + where + " cannot be read", e);
        }
    }

    /** An archive may be both: Docker 25 writes OCI layout and its own list into one. Then the layout says more. */
    private static ImageSource archive(TarFile tar, String wanted) {
        try {
            if (tar.has(OciLayout.MARK) && tar.has(OciLayout.INDEX)) {
                String where = tar.where() + ": ";
                OciLayout.checkMark(
                        Json.parseObject(tar.document(OciLayout.MARK), where + OciLayout.MARK), tar.where());
                Index index = Index.parse(tar.document(OciLayout.INDEX), where + OciLayout.INDEX);
                return new LayoutSource(new ArchiveBlobs(tar), index, wanted, tar::close);
            }
            if (tar.has(DockerSource.LIST)) {
                return new DockerSource(tar, wanted);
            }
            throw JukeException.input(
                    tar.where() + " is no image archive: it has neither " + OciLayout.MARK + " nor "
                            + DockerSource.LIST,
                    "make one with juke save, docker save or podman save");
        } catch (RuntimeException e) {
            tar.close();
            throw e;
        }
    }
}
