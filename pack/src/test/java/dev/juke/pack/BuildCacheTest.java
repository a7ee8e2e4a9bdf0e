/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.juke.image.Digest;
import dev.juke.image.Image;
import dev.juke.image.ImageName;
import dev.juke.image.store.ImageStore;
import dev.juke.pack.tree.Content;
import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.Node;
import dev.juke.pack.tree.Permissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildCacheTest {
    private static final ImageName NAME = ImageName.parse("app");

    @TempDir
    private Path directory;

    private ImageStore store;
    private Path context;
    private Path file;

    @BeforeEach
    void makeFiles() throws IOException {
        store = new ImageStore(directory.resolve("store"));
        context = Files.createDirectory(directory.resolve("context"));
        file = Files.writeString(context.resolve("file"), "one");
    }

    private Requests requests() {
        Path kernel = directory.resolve("app.elf");
        try {
            Requests made = Files.exists(kernel)
                    ? new Requests(
                            new BuildRequest.Target("linux", "", "qemu", null),
                            null,
                            List.of(),
                            BootFile.copied(kernel),
                            new Rootfs.None(),
                            Settings.NONE,
                            0,
                            true)
                    : Requests.in(directory);
            return made.rootfs(new Rootfs.Made(RootfsFormat.CPIO, FileTree.of(context), 0));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Builds as the command does; null when nothing had to be built. */
    private @Nullable Digest build(Requests asked) {
        BuildRequest request = asked.request();
        try (Workspace work = Workspace.in(store)) {
            BuildCache cache = new BuildCache(store, work);
            if (cache.cached(request) != null) {
                return null;
            }
            Image image = Builder.build(request, work).image();
            store.add(image, NAME);
            cache.remember(request, image);
            return image.digest();
        }
    }

    @Test
    void whatNobodyTouchedIsNotBuiltAgain() {
        assertThat(build(requests())).isNotNull();
        assertThat(build(requests())).isNull();
        assertThat(build(requests())).isNull();
    }

    @Test
    void aChangeOfContentIsSeenThoughSizeAndTimeStay() throws IOException {
        Digest first = build(requests());
        FileTime time = Files.getLastModifiedTime(file);
        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, time);
        assertThat(build(requests())).isNotNull().isNotEqualTo(first);
    }

    @Test
    void aChangeRightBeforeTheBuildIsSeen() throws IOException {
        for (int i = 0; i < 20; i++) {
            Files.writeString(file, "v" + (10 + i));
            assertThat(build(requests())).as("change %d", i).isNotNull();
        }
        assertThat(build(requests())).isNull();
    }

    @Test
    void everythingThatIsAskedForCounts() throws IOException {
        build(requests());
        assertThat(build(requests().cmd("x"))).isNotNull();
        assertThat(build(requests().epoch(1))).isNotNull();
        assertThat(build(requests().version("1"))).isNotNull();
        assertThat(build(requests().settings(Settings.NONE.withEnv(List.of("A=1")))))
                .isNotNull();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(build(requests())).isNotNull();
        Files.writeString(context.resolve("more"), "");
        assertThat(build(requests())).isNotNull();
        Files.delete(context.resolve("more"));
        Files.createSymbolicLink(context.resolve("more"), Path.of("file"));
        assertThat(build(requests())).isNotNull();
        assertThat(build(requests())).isNull();
    }

    @Test
    void whatTheStoreLostIsBuiltAgain() {
        build(requests());
        store.remove("app", true, _ -> List.of());
        assertThat(build(requests())).isNotNull();
    }

    @Test
    void aFileThatChangesDuringTheBuildIsNotRemembered() throws IOException {
        BuildRequest request = requests().request();
        try (Workspace work = Workspace.in(store)) {
            BuildCache cache = new BuildCache(store, work);
            assertThat(cache.cached(request)).isNull();
            Image image = Builder.build(request, work).image();
            store.add(image, NAME);
            Files.writeString(file, "two");
            cache.remember(request, image);
        }
        assertThat(store.builds()).doesNotExist();
    }

    @Test
    void filesOfTheWorkspaceCountByWhatTheyHold() throws IOException {
        assertThat(buildWithMadeFile("one")).isNotNull();
        assertThat(buildWithMadeFile("one")).isNull();
        assertThat(buildWithMadeFile("two")).isNotNull();
    }

    private @Nullable Image buildWithMadeFile(String content) throws IOException {
        try (Workspace work = Workspace.in(store)) {
            Path made = Files.writeString(work.newFile(), content);
            FileTree tree = new FileTree();
            tree.put("made", new Node.File(Permissions.FILE, Content.of(made)));
            BuildRequest request =
                    requests().layers(new BuildRequest.Layer("made", tree)).request();
            BuildCache cache = new BuildCache(store, work);
            if (cache.cached(request) != null) {
                return null;
            }
            Image image = Builder.build(request, work).image();
            store.add(image, NAME);
            cache.remember(request, image);
            return image;
        }
    }

    @Test
    void itIsBoundedAndGoesWithPrune() throws IOException {
        build(requests());
        for (int i = 0; i < 1000; i++) {
            Path old = Files.writeString(store.builds().resolve("old" + i), "nonsense");
            Files.setLastModifiedTime(old, FileTime.fromMillis(i));
        }
        build(requests().cmd("x"));
        try (Stream<Path> files = Files.list(store.builds())) {
            assertThat(files).hasSize(500);
        }
        assertThat(build(requests())).isNull();
        store.prune(_ -> true);
        assertThat(store.builds()).doesNotExist();
        assertThat(build(requests())).isNotNull();
    }
}
