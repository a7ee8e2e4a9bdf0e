/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.host;

import dev.juke.cli.command.Command;
import dev.juke.cli.command.Session;

/** {@code juke version}. */
public final class Version extends Command {
    /** This version of Juke. */
    public static final String NUMBER = "0.1.0";

    /** Declares what {@code version} takes. */
    public Version() {
        examples("juke version");
    }

    @Override
    public int run(Session session) {
        session.output().line("juke " + NUMBER);
        return 0;
    }
}
