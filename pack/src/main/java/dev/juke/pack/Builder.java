/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.base.IoFailure;
import dev.juke.image.Image;
import dev.juke.image.layout.OciLayout;
import java.io.IOException;
import java.util.List;

/** Builds images. The same request over the same files gives the same image, whatever the clock, user, umask or directory. */
public final class Builder {
    private Builder() {}

    /** Checks the request and everything it names; what surprises whoever wants to run the image, a sentence each. */
    public static List<String> check(BuildRequest request) {
        return RequestCheck.of(request).warnings();
    }

    /** Checks the request and everything it names, then builds into the workspace. */
    public static BuiltImage build(BuildRequest request, Workspace work) {
        return build(request, work, true);
    }

    /** As the other; layers that only pass through, on their way to who compresses them, need not be compressed. */
    public static BuiltImage build(BuildRequest request, Workspace work, boolean compressed) {
        RequestCheck checked = RequestCheck.of(request);
        try {
            OciLayout layout = OciLayout.scratch(work.directory().resolve("image"));
            Image image = new ImageAssembly(checked.request(), checked.kernel(), layout, work, compressed).assemble();
            return new BuiltImage(image, checked.kernel(), checked.warnings());
        } catch (IOException e) {
            throw IoFailure.of(request.origin() + ": the image cannot be built", e);
        }
    }
}
