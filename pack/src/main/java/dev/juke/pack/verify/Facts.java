/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.verify;

import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.pack.check.RootfsKind;
import dev.juke.pack.check.Subject;
import dev.juke.unikernel.kernel.Kernel;
import dev.juke.unikernel.kernel.Solo5;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code juke inspect} tells of the unikernel in an image. */
public final class Facts {
    private Facts() {}

    /** The facts as JSON; null for an image without a unikernel. */
    public static @Nullable JsonObject json(Verification verification) {
        Said said = verification.said();
        if (!said.isUnikernel()) {
            return null;
        }
        JsonObject metadata = new JsonObject();
        said.values()
                .forEach((key, value) -> metadata.put(
                        key.fullName(),
                        new JsonObject()
                                .put("Value", value)
                                .put("From", said.sources().getOrDefault(key, ""))));
        JsonObject facts = new JsonObject().put("Metadata", metadata);
        if (verification.kernel() != null) {
            facts.put("Kernel", kernel(verification.kernel()));
        }
        return facts.put("Rootfs", rootfs(verification));
    }

    /** What a kernel is. */
    public static JsonObject kernel(Kernel kernel) {
        JsonObject json = new JsonObject()
                .put("Format", kernel.format().name().toLowerCase(Locale.ROOT))
                .put("Architecture", kernel.architecture().ociName())
                .put("Pvh", kernel.pvh())
                .put("Multiboot", kernel.multiboot())
                .put("Unikraft", kernel.unikraft())
                .put("Rumprun", kernel.rumprun())
                .put("Size", kernel.size());
        Solo5 solo5 = kernel.solo5();
        if (solo5 != null) {
            JsonArray devices = new JsonArray();
            solo5.devices()
                    .forEach(device -> devices.add(new JsonObject()
                            .put("Name", device.name())
                            .put("Type", device.type().name())));
            json.put(
                    "Solo5",
                    new JsonObject()
                            .put("Target", solo5.targetName())
                            .put("Version", solo5.version())
                            .put("Devices", devices));
        }
        return json;
    }

    private static JsonObject rootfs(Verification verification) {
        if (verification.initrd() != null) {
            return file("initrd", verification.initrd());
        }
        if (verification.block() != null) {
            return file("block", verification.block());
        }
        return new JsonObject().put("Type", verification.mountsRootfs() ? "image" : "none");
    }

    private static JsonObject file(String type, Subject.File file) {
        return new JsonObject()
                .put("Type", type)
                .put("Path", file.name())
                .put("Kind", RootfsKind.of(file).id())
                .put("Size", file.content().size());
    }
}
