/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.containerd;

import dev.juke.base.JukeException;
import dev.juke.machine.Architecture;
import dev.juke.sandbox.bundle.MetadataFinder;
import dev.juke.shim.api.services.Container;
import dev.juke.shim.api.services.Image;
import dev.juke.ttrpc.Code;
import dev.juke.ttrpc.StatusException;
import dev.juke.unikernel.Key;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks containerd what a container's image says of its unikernel. The bundle does not tell: containerd puts the labels of the image's
 * configuration among the container's labels, and leaves the annotations of the image's manifest in its content store. Every container is
 * asked for, since each key has its own precedence, and since nothing else tells an ordinary one.
 *
 * <p>Docker without containerd's image store has neither: then nothing is found, which is no failure.
 */
public final class ImageMetadata implements AutoCloseable {
    /** For all questions about one container together, connecting included. */
    private static final Duration TIME = Duration.ofSeconds(5);

    /** The names of the sources, the strongest first. */
    static final String MANIFEST = "manifest annotations";

    static final String LABELS = "labels";

    private final Containerd containerd;
    private final Architecture host = Architecture.host();
    private final Remembered remembered = new Remembered();

    /** Makes one for a containerd whose gRPC address is a path, with {@code unix://} before it or not. It connects when it is asked. */
    public ImageMetadata(String address) {
        containerd = new Containerd(Path.of(address.startsWith("unix://") ? address.substring(7) : address));
    }

    /** Asks for a container. Never fails: what cannot be found out is the answer's warning. */
    public ImageValues find(String containerId, String namespace) {
        List<MetadataFinder.Layer> layers = new ArrayList<>();
        String warning = null;
        try {
            Containerd.Inquiry inquiry = Containerd.Inquiry.of(namespace, TIME);
            Container container = containerd.container(inquiry, containerId);
            Map<String, String> labels = ours(container.getLabelsMap());
            if (!labels.isEmpty()) {
                layers.add(new MetadataFinder.Layer(LABELS, labels));
            }
            Map<String, String> annotations = annotations(inquiry, container.getImage());
            if (!annotations.isEmpty()) {
                layers.addFirst(new MetadataFinder.Layer(MANIFEST, annotations));
            }
        } catch (JukeException | StatusException | IOException | IllegalArgumentException e) {
            if (e instanceof StatusException status && status.code() == Code.NOT_FOUND) {
                return new ImageValues(
                        layers, null); // a container that another made, or an image that is gone: nothing is said
            }
            warning = ("containerd did not tell all of what the image of container " + containerId
                            + " says of a unikernel: " + (e.getMessage() == null ? e : e.getMessage()))
                    .replace('\n', ' ');
        }
        return new ImageValues(layers, warning);
    }

    private Map<String, String> annotations(Containerd.Inquiry inquiry, String imageName) throws IOException {
        Image image = imageName.isEmpty() ? null : containerd.image(inquiry, imageName);
        if (image == null) {
            return Map.of();
        }
        String digest = image.getTarget().getDigest();
        Map<String, String> known = remembered.get(digest);
        if (known == null) {
            known = ours(Manifest.annotations(
                    digest, host, document -> containerd.content(inquiry, document, Manifest.LARGEST)));
            remembered.put(digest, known);
        }
        return known;
    }

    private static Map<String, String> ours(Map<String, String> all) {
        Map<String, String> ours = new HashMap<>();
        for (Map.Entry<String, String> entry : all.entrySet()) {
            if (Key.of(entry.getKey()) != null) {
                ours.put(entry.getKey(), entry.getValue());
            }
        }
        return ours;
    }

    /** Ends the connection. */
    @Override
    public void close() {
        containerd.close();
    }

    /** Annotations by the digest of the image's target, which is a checksum over all that leads to them. */
    private static final class Remembered {
        private static final int MOST = 64;
        /** Longer ones are not worth their room. Characters. */
        private static final int LONGEST = 16 * 1024;

        private final Map<String, Map<String, String>> byDigest = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Map<String, String>> eldest) {
                return size() > MOST;
            }
        };

        synchronized @Nullable Map<String, String> get(String digest) {
            return byDigest.get(digest);
        }

        synchronized void put(String digest, Map<String, String> annotations) {
            int length = 0;
            for (String value : annotations.values()) {
                length += value.length();
            }
            if (length <= LONGEST) {
                byDigest.put(digest, annotations);
            }
        }
    }
}
