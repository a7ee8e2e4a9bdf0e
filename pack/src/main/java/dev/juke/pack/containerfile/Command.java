/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile;

import dev.juke.pack.containerfile.syntax.Heredoc;
import dev.juke.pack.containerfile.syntax.Instruction;
import dev.juke.pack.containerfile.syntax.Text;
import dev.juke.pack.containerfile.syntax.Word;
import dev.juke.pack.input.Place;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An instruction that was understood; its variables are not replaced yet. */
sealed interface Command {
    /** How it stands in the file. */
    Instruction source();

    /** Where it begins. */
    default Place place() {
        return source().place();
    }

    /**
     * {@code FROM}.
     *
     * @param name of the stage, in lower case; empty when it has none
     */
    record From(
            Instruction source,
            Word image,
            String name,
            @Nullable Word platform) implements Command {}

    /** {@code ARG}. */
    record Arg(Instruction source, List<Argument> arguments) implements Command {}

    /** A name and perhaps a default value. */
    record Argument(Word name, @Nullable Word value) {}

    /** {@code ENV}. */
    record Env(Instruction source, List<Pair> pairs) implements Command {}

    /** {@code LABEL}. */
    record Label(Instruction source, List<Pair> pairs) implements Command {}

    /** A name and its value. */
    record Pair(Word name, Word value) {}

    /**
     * {@code COPY} and {@code ADD}.
     *
     * @param from the stage or image; null for the build context
     * @param unpacks whether archives are unpacked
     */
    record Copy(
            Instruction source,
            @Nullable Word from,
            @Nullable Word owner,
            @Nullable Word mode,
            boolean parents,
            boolean unpacks,
            List<Word> excluded,
            List<Word> sources,
            List<Heredoc> documents,
            Word destination)
            implements Command {}

    /** {@code CMD} and {@code ENTRYPOINT}. */
    record Program(Instruction source, List<String> words, boolean shell) implements Command {}

    /** {@code SHELL}. */
    record Shell(Instruction source, List<String> words) implements Command {}

    /** {@code WORKDIR}, {@code USER} and {@code STOPSIGNAL}: one value. */
    record Single(Instruction source, Word value) implements Command {}

    /** {@code EXPOSE} and {@code VOLUME}: several values. */
    record Several(Instruction source, List<Word> values) implements Command {}

    /** {@code ONBUILD}: what is done in builds that start from the image. */
    record OnBuild(Instruction source, Text trigger) implements Command {}

    /** What an OCI image does not keep: {@code HEALTHCHECK} and {@code MAINTAINER}. */
    record Lost(Instruction source, String instead) implements Command {}
}
