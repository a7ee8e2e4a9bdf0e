/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.container;

import dev.juke.base.IoFailure;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.image.store.StoredImage;
import dev.juke.pack.Workspace;
import dev.juke.pack.verify.Facts;
import dev.juke.pack.verify.Verification;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All that is known of an image, under Docker's names where Docker has one. */
final class ImageDetails {
    private ImageDetails() {}

    static JsonObject of(StoredImage image) {
        JsonObject process = image.config().json().object("config");
        JsonObject annotations = new JsonObject();
        image.image().manifest().annotations().forEach(annotations::put);
        JsonArray layers = new JsonArray();
        image.config().diffIds().forEach(diffId -> layers.add(diffId.toString()));
        JsonObject details = new JsonObject()
                .put("Id", image.id().toString())
                .put(
                        "RepoTags",
                        JsonArray.of(
                                image.name() == null
                                        ? List.of()
                                        : List.of(image.name().toString())))
                .put("Digest", image.digest().toString())
                .put("Created", image.created())
                .put("Architecture", image.architecture())
                .put("Os", image.config().platform().os())
                .put("Size", image.size())
                .put("Config", process == null ? new JsonObject() : process.copy())
                .put("Annotations", annotations)
                .put("RootFS", new JsonObject().put("Type", "layers").put("Layers", layers));
        JsonObject unikernel = unikernel(image);
        return unikernel == null ? details : details.put("Unikernel", unikernel);
    }

    /** Read from the image's layers: what it says, from where, and what its kernel and rootfs are. */
    private static @Nullable JsonObject unikernel(StoredImage image) {
        try (Workspace work = Workspace.create()) {
            return Facts.json(Verification.of(image.image(), image.root(), work));
        } catch (IOException e) {
            throw IoFailure.of("image " + image.digest() + " cannot be read", e);
        }
    }
}
