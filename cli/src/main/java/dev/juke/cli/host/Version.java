/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.host;

import dev.juke.cli.command.Command;
import dev.juke.cli.command.Session;
import java.lang.module.ModuleDescriptor;

/** {@code juke version}. */
public final class Version extends Command {
    /** Declares what {@code version} takes. */
    public Version() {
        examples("juke version");
    }

    @Override
    public int run(Session session) {
        session.output().line("juke " + number());
        return 0;
    }

    /** As the build wrote it into the module. */
    private static String number() {
        ModuleDescriptor module = Version.class.getModule().getDescriptor();
        return module == null ? "unknown" : module.rawVersion().orElse("unknown");
    }
}
