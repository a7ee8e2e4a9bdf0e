/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.image;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.base.json.JsonValue;
import dev.juke.cli.command.Command;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Value;
import dev.juke.image.ImageSource;
import dev.juke.image.NamedImage;
import dev.juke.image.Platform;
import dev.juke.pack.Workspace;
import dev.juke.pack.diff.Difference;
import dev.juke.pack.diff.ImageDiff;
import dev.juke.pack.verify.Verification;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code juke diff}: as diff(1), exit code 0 means equal, 1 different, 2 that one of them cannot be read. */
public final class Diff extends Command {
    private static final int TROUBLE = 2;

    private final Value format = value("FORMAT", "text, a line per difference, or json (text)", "--format");
    private final Value left = word("IMAGE");
    private final Value right = word("IMAGE");

    /** Declares what {@code diff} takes. */
    public Diff() {
        examples("juke diff hello:1 hello:2", "juke diff hello oci-archive:theirs.tar");
    }

    @Override
    public int exitCode(JukeException e) {
        return TROUBLE;
    }

    @Override
    public int run(Session session) {
        boolean json = Verify.isJson(format);
        try (ImageSource one = session.images().open(left.or(""));
                ImageSource other = session.images().open(right.or(""));
                Workspace work = Workspace.create()) {
            List<Difference> differences = ImageDiff.of(look(one, work), look(other, work));
            if (json) {
                session.output().line(Json.writePretty(json(differences)));
            } else {
                differences.forEach(difference -> session.output().line(difference.line()));
            }
            return differences.isEmpty() ? 0 : 1;
        } catch (IOException e) {
            throw IoFailure.of("images cannot be compared", e);
        }
    }

    private static Verification look(ImageSource source, Workspace work) throws IOException {
        List<NamedImage> listed = source.listed(Platform.host());
        NamedImage named = listed.size() == 1 ? listed.getFirst() : source.only(Platform.host());
        Verification verification = Verification.of(named.image(), named.root(), work);
        if (!verification.scan().damages().isEmpty()) {
            throw verification.scan().damages().getFirst();
        }
        return verification;
    }

    private static JsonArray json(List<Difference> differences) {
        JsonArray list = new JsonArray();
        for (Difference difference : differences) {
            list.add(new JsonObject()
                    .put("section", difference.section())
                    .put("name", difference.name())
                    .put("left", text(difference.left()))
                    .put("right", text(difference.right())));
        }
        return list;
    }

    private static JsonValue text(@Nullable String value) {
        return value == null ? new JsonValue.Null() : new JsonValue.Text(value);
    }
}
