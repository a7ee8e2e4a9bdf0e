/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.bunnyfile;

import dev.juke.base.JukeException;
import dev.juke.pack.input.Place;
import dev.juke.pack.input.Reading;
import dev.juke.pack.input.TextFile;
import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import org.snakeyaml.engine.v2.schema.FailsafeSchema;

/** Reads a YAML 1.2 file into nodes, which know their places. */
final class YamlFile {
    /** More aliases of lists and mappings than this are an attack. */
    private static final int MAX_ALIASES = 50;
    /** A build file nests four deep; the composer calls itself for each level. */
    private static final int MAX_DEPTH = 50;

    private YamlFile() {}

    /** The one document of the file, or the first where others are ignored. */
    static Node read(Reading reading, String text) {
        Path file = reading.file();
        LoadSettings settings = LoadSettings.builder()
                // All scalars stay the text that they are in the file.
                .setSchema(new FailsafeSchema())
                .setCodePointLimit(TextFile.MAX_BYTES)
                .setMaxAliasesForCollections(MAX_ALIASES)
                .setAllowRecursiveKeys(false)
                .build();
        try {
            Depth.check(new ParserImpl(settings, new StreamReader(settings, text)), file, MAX_DEPTH);
            Composer composer = new Composer(settings, new ParserImpl(settings, new StreamReader(settings, text)));
            if (!reading.context().lenient()) {
                return composer.getSingleNode().orElseThrow(() -> empty(file));
            }
            if (!composer.hasNext()) {
                throw empty(file);
            }
            Node first = composer.next();
            if (composer.hasNext()) {
                reading.ignored(place(file, composer.next().getStartMark()) + ": another document");
            }
            return first;
        } catch (MarkedYamlEngineException e) {
            throw new JukeException(
                    JukeException.Category.INPUT,
                    place(file, e.getProblemMark()) + ": " + e.getProblem(),
                    "correct the YAML",
                    e);
        } catch (YamlEngineException | IllegalArgumentException e) {
            // The library lets the latter out where a tag ends with an encoded blank.
            throw new JukeException(
                    JukeException.Category.INPUT, file + " is not YAML: " + e.getMessage(), "correct it", e);
        }
    }

    private static JukeException empty(Path file) {
        return JukeException.input(file + " is empty", "a build file begins with its version: 'version: v0.1'");
    }

    /** Where a mark is; marks count from 0. */
    static Place place(Path file, Optional<Mark> mark) {
        return mark.map(m -> Place.of(file, m.getLine() + 1, m.getColumn() + 1)).orElse(Place.of(file, 1, 1));
    }
}
