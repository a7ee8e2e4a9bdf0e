/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile;

import dev.juke.base.JukeException;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.image.Image;
import dev.juke.image.ImageConfig;
import dev.juke.image.Manifest;
import dev.juke.image.MediaType;
import dev.juke.image.Platform;
import dev.juke.image.layout.OciLayout;
import dev.juke.pack.SourceImages;
import dev.juke.pack.Workspace;
import dev.juke.pack.tree.Content;
import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.Node;
import dev.juke.pack.tree.Permissions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Images by name, whose files are told apart from their layers. */
public final class SomeImages implements SourceImages {
    /** What was asked for: {@code NAME PLATFORM}. */
    public final List<String> asked = new ArrayList<>();

    private final Workspace work;
    private final Map<String, SourceImage> images = new HashMap<>();

    /** None yet. */
    public SomeImages(Workspace work) {
        this.work = work;
    }

    @Override
    public SourceImage find(String reference, Platform platform) {
        asked.add(reference + " " + platform);
        SourceImage image = images.get(reference);
        if (image == null) {
            throw JukeException.notFound("image '" + reference + "' is not there", "pull it");
        }
        return image;
    }

    /** Adds one; {@code process} is the member {@code config} of its configuration. */
    public void add(String name, FileTree tree, JsonObject process) throws IOException {
        OciLayout layout = OciLayout.scratch(work.directory().resolve("layout-" + name.replace('/', '_')));
        ImageConfig config = new ImageConfig(new JsonObject()
                .put("architecture", "amd64")
                .put("os", "linux")
                .put("config", process)
                .put("rootfs", new JsonObject().put("type", "layers").put("diff_ids", new JsonArray())));
        Manifest manifest = Manifest.of(layout.put(MediaType.CONFIG, config.bytes()), List.of(), Map.of());
        Image image = Image.read(layout, layout.put(MediaType.MANIFEST, manifest.bytes()));
        images.put(name, new Some(config, tree, image));
    }

    private record Some(ImageConfig config, FileTree files, Image image) implements SourceImage {}

    /** A file of root's. */
    public Node file(String content) throws IOException {
        Path path = work.newFile();
        Files.writeString(path, content);
        return new Node.File(Permissions.FILE, Content.of(path));
    }
}
