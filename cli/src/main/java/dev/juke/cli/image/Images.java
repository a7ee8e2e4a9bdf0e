/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.image;

import dev.juke.base.json.Json;
import dev.juke.base.json.JsonObject;
import dev.juke.cli.command.Command;
import dev.juke.cli.command.Flag;
import dev.juke.cli.command.OutputFormat;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Value;
import dev.juke.cli.text.Ago;
import dev.juke.cli.text.Sizes;
import dev.juke.cli.text.Table;
import dev.juke.image.ImageName;
import dev.juke.image.store.StoredImage;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** {@code juke images}. */
public final class Images extends Command {
    private static final String NONE = "<none>";
    private static final String NO_DATE = "-";

    private final Flag quiet = flag("Show ids only", "-q", "--quiet");
    private final Flag digests = flag("Show the manifests' digests too", "--digests");
    private final Flag whole = flag("Show ids in full length", "--no-trunc");
    private final Value format = value("FORMAT", "table or json: an object a line", "--format");

    /** Declares what {@code images} takes. */
    public Images() {
        examples("juke images", "juke images --digests");
    }

    @Override
    public int run(Session session) {
        boolean json = OutputFormat.isJson(format);
        Instant now = Instant.now();
        List<String> headings = new ArrayList<>(List.of("REPOSITORY", "TAG", "IMAGE ID", "CREATED", "SIZE"));
        if (digests.given()) {
            headings.add(2, "DIGEST");
        }
        Table table = new Table(headings.toArray(new String[0]));
        Set<String> ids = new LinkedHashSet<>();
        for (StoredImage image : session.images().list()) {
            List<String> cells = cells(image, now);
            ids.add(cells.get(3));
            if (json && !quiet.given()) {
                session.output().line(Json.write(json(cells)));
            }
            if (!digests.given()) {
                cells.remove(2);
            }
            table.row(cells.toArray(new String[0]));
        }
        if (quiet.given()) {
            ids.forEach(session.output()::line);
        } else if (!json) {
            session.output().print(table.text());
        }
        return 0;
    }

    private List<String> cells(StoredImage image, Instant now) {
        ImageName name = image.name();
        return new ArrayList<>(List.of(
                name == null ? NONE : name.repository(),
                name == null ? NONE : name.tag(),
                image.digest().toString(),
                whole.given() ? image.id().toString() : image.id().shortHex(),
                age(image.created(), now),
                Sizes.words(image.size())));
    }

    private static JsonObject json(List<String> cells) {
        return new JsonObject()
                .put("Repository", cells.get(0))
                .put("Tag", cells.get(1))
                .put("Digest", cells.get(2))
                .put("ID", cells.get(3))
                .put("CreatedSince", cells.get(4))
                .put("Size", cells.get(5));
    }

    /** An image need not say when it was made; one that is built reproducibly says 1970. */
    private static String age(String created, Instant now) {
        try {
            Instant made = Instant.parse(created);
            return made.equals(Instant.EPOCH) ? NO_DATE : Ago.words(Duration.between(made, now)) + " ago";
        } catch (DateTimeParseException e) {
            return NO_DATE;
        }
    }
}
