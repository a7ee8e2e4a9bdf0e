/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.image.Image;
import dev.juke.image.layout.OciLayout;
import dev.juke.pack.tree.Content;
import dev.juke.unikernel.kernel.Kernel;
import dev.juke.unikernel.kernel.KernelReader;
import java.io.IOException;
import java.util.List;

/** Builds images. The same request over the same files gives the same image, whatever the clock, user, umask or directory. */
public final class Builder {
    private Builder() {}

    /** Checks the request and everything it names, then builds into the workspace. */
    public static BuiltImage build(BuildRequest request, Workspace work) {
        checkTexts(request);
        if (request.strict()) {
            Pairs.check(request);
        }
        Content content = request.kernel().content();
        Kernel kernel = KernelReader.read(
                content.file(),
                content.offset(),
                content.size(),
                request.kernel().name());
        KernelCheck.check(request, kernel);
        if (request.strict()) {
            checkBase(request, kernel);
        }
        try {
            OciLayout layout = OciLayout.scratch(work.directory().resolve("image"));
            Image image = new ImageAssembly(request, kernel, layout, work).assemble();
            return new BuiltImage(image, kernel, Warnings.of(request, kernel));
        } catch (IOException e) {
            throw IoFailure.of(request.origin() + ": the image cannot be built", e);
        }
    }

    private static void checkBase(BuildRequest request, Kernel kernel) {
        Image base = request.base();
        String wanted = kernel.architecture().ociName();
        String found = base == null ? wanted : base.config().platform().architecture();
        if (!found.equals(wanted)) {
            throw JukeException.input(
                    request.origin() + ": the base image is made for " + found + ", but kernel "
                            + request.kernel().name() + " for " + wanted,
                    "name a base or a kernel for the same architecture");
        }
    }

    private static void checkTexts(BuildRequest request) {
        List<String> env = request.settings().env();
        for (int i = 0; i < env.size(); i++) {
            if (env.get(i).indexOf('=') < 1) {
                throw JukeException.input(
                        request.origin().at("envs[" + i + "]") + ": environment entry '" + env.get(i)
                                + "' is not NAME=value",
                        "correct it");
            }
        }
        for (List<String> texts : List.of(request.settings().words(), env)) {
            for (String text : texts) {
                if (text.indexOf('\0') >= 0) {
                    throw JukeException.input(
                            request.origin() + ": an argument or environment entry holds a NUL byte", "remove it");
                }
            }
        }
    }
}
