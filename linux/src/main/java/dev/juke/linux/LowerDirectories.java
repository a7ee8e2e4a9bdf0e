/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.linux;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The lower directories of an overlay under short names. mount(2) takes a page of options, which the paths of a few dozen
 * layers fill. Opened, each is {@code /proc/self/fd/N}, so more than 200 fit, whatever their names, with any kernel
 * (fsconfig's lowerdir+ needs 6.5). The mount keeps the directories; the descriptors are needed only until it stands.
 */
final class LowerDirectories implements AutoCloseable {
    private static final String OPTION = "lowerdir=";

    private final List<Fd> opened = new ArrayList<>();
    private String data = "";

    private LowerDirectories() {}

    /** Opens what the option lowerdir names. */
    static LowerDirectories open(List<String> options) throws LinuxException {
        LowerDirectories directories = new LowerDirectories();
        try {
            List<String> shortened = new ArrayList<>();
            for (String option : options) {
                shortened.add(option.startsWith(OPTION) ? OPTION + directories.shorten(option) : option);
            }
            directories.data = String.join(",", shortened);
            return directories;
        } catch (LinuxException e) {
            directories.close();
            throw e;
        }
    }

    /** All options, with the short names. */
    String data() {
        return data;
    }

    /** Colons separate (two of them before layers of data only); a backslash takes its meaning from the next character. */
    private String shorten(String option) throws LinuxException {
        StringBuilder shortened = new StringBuilder();
        StringBuilder path = new StringBuilder();
        for (int i = OPTION.length(); i < option.length(); i++) {
            char c = option.charAt(i);
            if (c == ':') {
                shortened.append(name(path)).append(':');
                path.setLength(0);
            } else if (c == '\\' && i + 1 < option.length()) {
                path.append(option.charAt(++i));
            } else {
                path.append(c);
            }
        }
        return shortened.append(name(path)).toString();
    }

    private String name(StringBuilder path) throws LinuxException {
        if (path.isEmpty()) {
            return "";
        }
        Fd directory = Fd.open(Path.of(path.toString()), Fd.PATH | Fd.DIRECTORY, 0);
        opened.add(directory);
        return "/proc/self/fd/" + directory.number();
    }

    @Override
    public void close() {
        for (Fd directory : opened) {
            directory.close();
        }
    }
}
