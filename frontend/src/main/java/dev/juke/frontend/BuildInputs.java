/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.frontend;

import dev.juke.base.JukeException;
import dev.juke.buildkit.api.llb.Definition;
import dev.juke.frontend.gateway.Gateway;
import dev.juke.frontend.gateway.Options;
import dev.juke.frontend.llb.Sources;
import dev.juke.frontend.llb.State;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The client's directories: the build context, and where the build file lies.
 *
 * @param given what stands for them, by name, when another frontend or bake has made it; empty for the client's own
 */
record BuildInputs(Options options, Map<String, Definition> given) {
    /** The capability of being told what stands for directories (BuildKit, frontend/gateway/pb/caps.go). */
    private static final String INPUTS = "frontend.inputs";

    static BuildInputs of(Gateway gateway, Options options, Set<String> capabilities) {
        String remote = options.get(options.contextDirectory(), "");
        if (remote.contains("://") || remote.startsWith("git@")) {
            throw JukeException.usage(
                    "the context " + remote + " is no local directory, which Juke's frontend needs",
                    "clone or unpack it, and build there");
        }
        return new BuildInputs(options, capabilities.contains(INPUTS) ? gateway.inputs() : Map.of());
    }

    /** The build context, whole. */
    State context() {
        return directory(options.contextDirectory(), List.of());
    }

    /** Where the build file lies, with that file alone. */
    State file() {
        return directory(options.fileDirectory(), List.of(options.fileName()));
    }

    private State directory(String name, List<String> paths) {
        Definition definition = given.get(name);
        return definition == null ? Sources.local(name, options.session(), paths) : State.of(definition);
    }
}
