/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.input;

import dev.juke.base.JukeException;
import dev.juke.image.Platform;
import dev.juke.machine.Architecture;
import dev.juke.pack.BootFile;
import dev.juke.pack.BuildContext;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.SourceImages;
import dev.juke.pack.SourceImages.SourceImage;
import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.Node;
import dev.juke.pack.tree.TreePath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The images that a build takes files from; each is looked for once. */
public final class ImageFiles {
    /** What names begin with whose images have a monitor where others have an operating system: KraftKit's registry, and where it lies now. */
    private static final List<String> UNIKRAFT = List.of(
            "unikraft.org",
            "index.unikraft.io/unikraft.org",
            "docker://unikraft.org",
            "docker://index.unikraft.io/unikraft.org");

    private final SourceImages images;
    private final Platform platform;
    private final String monitor;
    private final Map<String, SourceImage> found = new HashMap<>();

    /**
     * Nothing is looked for yet.
     *
     * @param platform that ordinary images are wanted for
     * @param monitor that runs the guest
     */
    public ImageFiles(SourceImages images, Platform platform, String monitor) {
        this.images = images;
        this.platform = platform;
        this.monitor = monitor;
    }

    /** The images for a target; where it names an architecture, for that. */
    public static ImageFiles of(BuildContext context, BuildRequest.Target target) {
        Platform platform = context.platform();
        Architecture architecture = target.architecture();
        if (architecture != null && !architecture.ociName().equals(platform.architecture())) {
            platform = Platform.linux(architecture.ociName());
        }
        return new ImageFiles(context.images(), platform, target.monitor());
    }

    /** The image of a reference. */
    public SourceImage find(Text reference) {
        SourceImage image = found.get(reference.value());
        if (image == null) {
            try {
                image = images.find(reference.value(), platform(reference.value()));
            } catch (JukeException e) {
                throw reference.place().because(e);
            }
            found.put(reference.value(), image);
        }
        return image;
    }

    /** KraftKit's registry says {@code qemu/amd64}, {@code fc/amd64}; all others {@code linux/amd64}. */
    private Platform platform(String reference) {
        if (UNIKRAFT.stream().noneMatch(reference::startsWith)) {
            return platform;
        }
        return new Platform(monitor.equals("firecracker") ? "fc" : monitor, platform.architecture(), "");
    }

    /**
     * A file of an image that the monitor needs.
     *
     * @param kept whether the image that is built starts from that one, so that the file is in it already
     */
    public BootFile bootFile(Text reference, Text path, boolean kept) {
        String name = name(path);
        if (!(get(reference, path) instanceof Node.File file)) {
            throw path.place()
                    .wrong("'" + path.value() + "' is a directory of image '" + reference.value() + "'", "name a file");
        }
        if (kept) {
            CleanPath.check(path);
        }
        return new BootFile("/" + name + " of " + reference.value(), file.content(), kept ? path.value() : null);
    }

    /** The path of something in {@link SourceImage#files()}, which must be there and be no link. */
    public String existing(Text reference, Text path) {
        get(reference, path);
        return name(path);
    }

    private @Nullable Node get(Text reference, Text path) {
        FileTree files = find(reference).files();
        String name = name(path);
        Node node = files.get(name);
        if (node == null && !name.isEmpty()) {
            throw path.place()
                    .wrong(
                            "'" + path.value() + "' does not exist in image '" + reference.value() + "'",
                            "check the path");
        }
        if (node instanceof Node.Link link) {
            throw path.place()
                    .wrong(
                            "'" + path.value() + "' of image '" + reference.value() + "' is a symbolic link to '"
                                    + link.target() + "'",
                            "name the file that it points at");
        }
        return node;
    }

    private static String name(Text path) {
        return TreePath.clean(path.value());
    }
}
