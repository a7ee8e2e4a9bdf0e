/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.image.Digest;
import dev.juke.image.Image;
import dev.juke.pack.tree.Content;
import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.Node;
import dev.juke.pack.tree.Permissions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The name of a request and of all files that it names, as they are now. Whoever changes one of them changes its name: files of this host go
 * into it as git's index has them, with device, inode, size and both times; what lies in the workspace goes into it by its digest.
 */
final class RequestKey {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final MessageDigest hasher = Digest.hasher();
    private final Workspace work;
    private final Map<Path, String> stats = new HashMap<>();
    private long newest = Long.MIN_VALUE;
    private boolean wholeSeconds;

    private RequestKey(Workspace work) {
        this.work = work;
    }

    /**
     * A request's name.
     *
     * @param hex what it is called
     * @param newest when one of its files was last changed, ns since 1970
     * @param wholeSeconds whether the file system of one of them seems not to know fractions of a second
     */
    record Key(String hex, long newest, boolean wholeSeconds) {}

    static Key of(BuildRequest request, Workspace work) throws IOException {
        RequestKey key = new RequestKey(work);
        key.juke();
        key.request(request);
        return new Key(Digest.finish(key.hasher).hex(), key.newest, key.wholeSeconds);
    }

    /** Another version, also one in development, may build another image. */
    private void juke() throws IOException {
        text("juke build 1");
        Path modules = Path.of(System.getProperty("java.home"), "lib", "modules");
        text(Files.exists(modules) ? stat(modules) : "");
        newest = Long.MIN_VALUE;
        wholeSeconds = false;
    }

    private void request(BuildRequest request) throws IOException {
        text(request.target().toString());
        texts(request.metadata().annotations());
        texts(request.annotations());
        Settings settings = request.settings();
        texts(settings.entrypoint());
        texts(settings.cmd());
        texts(settings.env());
        texts(settings.labels());
        text(settings.workingDir());
        text(settings.user());
        text(settings.stopSignal());
        texts(settings.ports());
        texts(settings.volumes());
        number(request.epoch());
        text(Boolean.toString(request.strict()));
        Image base = request.base();
        text(base == null ? null : base.digest().toString());
        number(request.layers().size());
        for (BuildRequest.Layer layer : request.layers()) {
            text(layer.what());
            tree(layer.tree());
        }
        file(request.kernel());
        rootfs(request.rootfs());
    }

    private void rootfs(Rootfs rootfs) throws IOException {
        text(rootfs.getClass().getSimpleName());
        switch (rootfs) {
            case Rootfs.None _, Rootfs.ImageTree _ -> {}
            case Rootfs.Initrd initrd -> file(initrd.file());
            case Rootfs.Block block -> file(block.file());
            case Rootfs.Made made -> {
                text(made.format().name());
                number(made.size());
                tree(made.tree());
            }
        }
    }

    private void file(BootFile file) throws IOException {
        text(file.place());
        content(file.content());
    }

    private void tree(FileTree tree) throws IOException {
        number(tree.nodes().size());
        IdentityHashMap<Content, String> names = new IdentityHashMap<>();
        for (Map.Entry<String, Node> entry : tree.nodes().entrySet()) {
            text(entry.getKey());
            Permissions permissions = entry.getValue().permissions();
            number(permissions.mode());
            number(permissions.uid());
            number(permissions.gid());
            switch (entry.getValue()) {
                case Node.Directory _ -> text("directory");
                case Node.Link link -> text("link " + link.target());
                case Node.File file -> {
                    String first = names.putIfAbsent(file.content(), entry.getKey());
                    text(first == null ? "file" : "name " + first);
                    content(file.content());
                }
            }
        }
    }

    private void content(Content content) throws IOException {
        number(content.offset());
        number(content.size());
        Path file = content.file();
        String identity = work.identity(file);
        if (identity == null) {
            identity = file.startsWith(work.directory()) ? digest(content) : stat(file);
        }
        text(identity);
    }

    private static String digest(Content content) throws IOException {
        MessageDigest hasher = Digest.hasher();
        try (InputStream in = content.open()) {
            in.transferTo(new java.security.DigestOutputStream(java.io.OutputStream.nullOutputStream(), hasher));
        }
        return Digest.finish(hasher).toString();
    }

    private String stat(Path file) throws IOException {
        String known = stats.get(file);
        if (known != null) {
            return known;
        }
        Map<String, Object> attributes = Files.readAttributes(file, "unix:dev,ino,size,lastModifiedTime,ctime");
        FileTime changed = (FileTime) Objects.requireNonNull(attributes.get("ctime"));
        long nanos = changed.to(TimeUnit.NANOSECONDS);
        newest = Math.max(newest, nanos);
        wholeSeconds |= nanos % SECOND == 0;
        String stat = attributes.get("dev") + " " + attributes.get("ino") + " " + attributes.get("size") + " "
                + ((FileTime) Objects.requireNonNull(attributes.get("lastModifiedTime"))).to(TimeUnit.NANOSECONDS)
                + " " + nanos;
        stats.put(file, stat);
        return stat;
    }

    private void texts(Map<String, String> pairs) {
        number(pairs.size());
        pairs.forEach((name, value) -> {
            text(name);
            text(value);
        });
    }

    private void texts(@Nullable Collection<String> texts) {
        number(texts == null ? -1 : texts.size());
        (texts == null ? List.<String>of() : texts).forEach(this::text);
    }

    private void text(@Nullable String text) {
        byte[] bytes = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
        number(text == null ? -1 : bytes.length);
        hasher.update(bytes);
    }

    private void number(long number) {
        hasher.update(ByteBuffer.allocate(Long.BYTES).putLong(0, number));
    }
}
