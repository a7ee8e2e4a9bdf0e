/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.tree;

import java.nio.file.Path;

/**
 * Something that is copied into a {@link FileTree}.
 *
 * @param source a file or directory of this host
 * @param name what it is called when it goes into a directory; empty when only its content does
 * @param destination where to, from the tree's root; ends with {@code /} when a file is to go into a directory of that name
 */
public record Include(Path source, String name, String destination) {}
