/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile.syntax;

import dev.juke.base.JukeException;
import dev.juke.base.Nearest;
import dev.juke.base.Problems;
import dev.juke.pack.input.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Splits a file into instructions (Dockerfile reference, "Format"): lines are joined, comments go, documents are read. */
public final class Parser {
    /** A longer line is refused, in UTF-16 units; BuildKit has the same limit in bytes. */
    private static final int MAX_LINE = (1 << 16) - 1;
    /** An instruction that is joined of more is refused, in UTF-16 units. */
    private static final int MAX_INSTRUCTION = 1 << 20;
    /** A file with more instructions is refused. */
    private static final int MAX_INSTRUCTIONS = 5_000;

    private static final Set<String> WITH_DOCUMENTS = Set.of("ADD", "COPY", "RUN");
    private static final Set<String> KNOWN = new TreeSet<>(Set.of(
            "ADD",
            "ARG",
            "CMD",
            "COPY",
            "ENTRYPOINT",
            "ENV",
            "EXPOSE",
            "FROM",
            "HEALTHCHECK",
            "LABEL",
            "MAINTAINER",
            "ONBUILD",
            "RUN",
            "SHELL",
            "STOPSIGNAL",
            "USER",
            "VOLUME",
            "WORKDIR"));

    private final String file;
    private final String[] lines;
    private final Consumer<String> warnings;
    private final Directives directives = new Directives();
    private final List<Instruction> instructions = new ArrayList<>();
    private int next;

    private Parser(String file, String text, Consumer<String> warnings) {
        this.file = file;
        this.lines = text.split("\n", -1);
        this.warnings = warnings;
    }

    /**
     * Reads a file's text.
     *
     * @param file its name, for messages
     * @param warnings is told what will be an error one day
     * @param problems is told what is wrong; what follows is read nevertheless
     */
    public static Script parse(String file, String text, Consumer<String> warnings, Problems problems) {
        Parser parser = new Parser(file, text, warnings);
        while (parser.next < parser.lines.length) {
            problems.attempt(parser::step);
            if (parser.instructions.size() > MAX_INSTRUCTIONS) {
                problems.add(parser.place(parser.next - 1, 0)
                        .wrong("the file has more than " + MAX_INSTRUCTIONS + " instructions", "split it"));
                break;
            }
        }
        if (parser.instructions.isEmpty() && problems.isEmpty()) {
            problems.add(JukeException.input(file + " has no instructions", "begin with FROM"));
        }
        return new Script(parser.directives.escape(), parser.instructions);
    }

    private Place place(int line, int offset) {
        return new Place(file + ":" + (line + 1) + ":" + (offset + 1));
    }

    /** The next line without its end. */
    private String line() {
        String line = lines[next++];
        if (line.length() > MAX_LINE) {
            throw place(next - 1, MAX_LINE).wrong("the line is longer than " + MAX_LINE + " characters", "split it");
        }
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == '\r') {
            end--;
        }
        return line.substring(0, end);
    }

    /** Reads an instruction, or the comment or empty line that stands in its place. */
    private void step() {
        int number = next;
        String raw = line();
        int indent = indent(raw);
        String first = raw.substring(indent);
        directives.line(first, place(number, indent));
        if (first.isEmpty() || first.startsWith("#")) {
            return;
        }
        Text.Joiner joiner = new Text.Joiner(file);
        boolean goesOn = add(joiner, first, number, indent);
        boolean gap = false;
        while (goesOn && next < lines.length) {
            int at = next;
            String continued = line();
            String bare = continued.substring(indent(continued));
            if (bare.isEmpty()) {
                // What follows the last line break of the file is no line.
                gap |= next < lines.length;
            } else if (!bare.startsWith("#")) {
                goesOn = add(joiner, continued, at, 0);
            }
            if (joiner.length() > MAX_INSTRUCTION) {
                throw place(number, indent)
                        .wrong("the instruction is longer than " + MAX_INSTRUCTION + " characters", "split it");
            }
        }
        Text text = joiner.text().strip();
        if (gap) {
            warnings.accept(
                    text.place(0) + ": an empty line stands within the instruction; Docker will refuse that one day");
        }
        if (text.length() > 0) {
            instructions.add(instruction(text));
        }
    }

    private static int indent(String line) {
        int indent = 0;
        while (indent < line.length() && Spaces.isSpace(line.charAt(indent))) {
            indent++;
        }
        return indent;
    }

    /** Adds a line without the escape character at its end; says whether it had one, and so goes on in the next. */
    private boolean add(Text.Joiner joiner, String line, int number, int column) {
        int end = line.length();
        while (end > 0 && (line.charAt(end - 1) == ' ' || line.charAt(end - 1) == '\t')) {
            end--;
        }
        char escape = directives.escape();
        boolean goesOn = end > 0 && line.charAt(end - 1) == escape && (end == 1 || line.charAt(end - 2) != escape);
        joiner.add(goesOn ? line.substring(0, end - 1) : line, number + 1, column + 1);
        return goesOn;
    }

    private Instruction instruction(Text text) {
        int end = 0;
        while (end < text.length() && !Spaces.isBlank(text.at(end))) {
            end++;
        }
        String keyword = text.part(0, end).toString().toUpperCase(Locale.ROOT);
        if (!KNOWN.contains(keyword)) {
            throw text.place(0)
                    .wrong(
                            "instruction '" + text.part(0, end) + "' is not known",
                            Nearest.hint(keyword, List.copyOf(KNOWN), "known are: " + String.join(", ", KNOWN)));
        }
        List<Word> flags = new ArrayList<>();
        Text rest = Flags.take(text.from(end), directives.escape(), flags);
        return new Instruction(keyword, text, List.copyOf(flags), rest, documents(keyword, text, rest));
    }

    private List<Heredoc> documents(String keyword, Text text, Text rest) {
        boolean with = WITH_DOCUMENTS.contains(keyword)
                || (keyword.equals("ONBUILD")
                        && WITH_DOCUMENTS.stream()
                                .anyMatch(inner ->
                                        rest.toString().toUpperCase(Locale.ROOT).startsWith(inner + " ")));
        if (!with || !rest.toString().contains("<<") || JsonForm.read(rest) != null) {
            return List.of();
        }
        List<Heredoc> documents = new ArrayList<>();
        for (String found : Expander.documentWords(text.word())) {
            Word word = new Word(found, text.place(Math.max(text.toString().indexOf(found), 0)));
            Heredoc.Mark mark = Heredoc.mark(word);
            if (mark != null) {
                documents.add(new Heredoc(word, mark.name(), mark.expands(), content(word, mark)));
            }
        }
        return List.copyOf(documents);
    }

    private String content(Word word, Heredoc.Mark mark) {
        StringBuilder content = new StringBuilder();
        while (next < lines.length) {
            // Its lines keep their ends, also those of DOS.
            String raw = lines[next];
            String line = line();
            if (mark.chomps()) {
                int tabs = 0;
                while (tabs < line.length() && line.charAt(tabs) == '\t') {
                    tabs++;
                }
                raw = raw.substring(tabs);
                line = line.substring(tabs);
            }
            if (line.equals(mark.name())) {
                return content.toString();
            }
            content.append(raw).append('\n');
        }
        throw word.wrong(
                "the document '" + mark.name() + "' has no end",
                "write '" + mark.name() + "' alone on a line after it");
    }
}
