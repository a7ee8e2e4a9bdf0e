/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.host;

import dev.juke.cli.command.Session;
import dev.juke.cli.text.Sizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Juke itself: its Java, its juke-init, and the place for its data. */
final class InstallationChecks {
    private InstallationChecks() {}

    static List<Finding> of(Session session) {
        return List.of(java(session), jukeInit(session), data(session));
    }

    private static Finding java(Session session) {
        String words = System.getProperty("java.version") + " in " + System.getProperty("java.home");
        Path cache = session.home().resolve("lib/juke/cli.aot");
        return Files.isRegularFile(cache)
                ? Finding.ok("java", words)
                : Finding.warn("java", words + ", without AOT cache", "make one with tools/train, to start faster");
    }

    private static Finding jukeInit(Session session) {
        String path = session.jukeInit().toString();
        Programs.Result result = Programs.run(path, "--version");
        return result.status() == 0
                ? Finding.ok("juke-init", path + ", " + result.firstLine())
                : Finding.fail("juke-init", path + " does not run: " + result.firstLine(), "install Juke again");
    }

    private static Finding data(Session session) {
        Path root = session.data().path();
        Path existing = root;
        while (!Files.exists(existing) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        if (!Files.isWritable(existing)) {
            return Finding.fail(
                    "data", root + " cannot be written: " + existing + " is closed to you", "set JUKE_ROOT");
        }
        try {
            long free = Files.getFileStore(existing).getUsableSpace();
            return Finding.ok("data", root + ", " + Sizes.words(free) + " free");
        } catch (IOException e) {
            return Finding.warn("data", root + ": " + e.getMessage(), "see whether its file system is well");
        }
    }
}
