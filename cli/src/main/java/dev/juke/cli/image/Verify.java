/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.image;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.base.json.Json;
import dev.juke.base.json.JsonArray;
import dev.juke.base.json.JsonObject;
import dev.juke.cli.command.Command;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Value;
import dev.juke.cli.command.Values;
import dev.juke.image.Image;
import dev.juke.image.ImageSource;
import dev.juke.image.NamedImage;
import dev.juke.image.Platform;
import dev.juke.pack.Workspace;
import dev.juke.pack.check.Finding;
import dev.juke.pack.verify.Members;
import dev.juke.pack.verify.Verification;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** {@code juke verify}. */
public final class Verify extends Command {
    private final Value format = value("FORMAT", "text, a line per finding, or json (text)", "--format");
    private final Values images = words("IMAGE", true);

    /** Declares what {@code verify} takes. */
    public Verify() {
        examples(
                "juke verify hello",
                "juke verify oci-archive:hello.tar",
                "juke verify --format json oci:layout | jq '.[].findings'");
    }

    @Override
    public int run(Session session) {
        boolean json = isJson(format);
        JsonArray list = new JsonArray();
        boolean[] bad = {false};
        int status = each(images.all(), session, reference -> {
            try (ImageSource source = session.images().open(reference);
                    Workspace work = Workspace.create()) {
                List<NamedImage> found = source.listed(Platform.host());
                if (found.isEmpty()) {
                    throw JukeException.notFound(source.where() + " holds no image", "name another place");
                }
                for (NamedImage named : found) {
                    List<Image> members = Members.of(named);
                    for (Image image : members) {
                        Verification verification = Verification.of(image, named.root(), work);
                        bad[0] |= verification.hasErrors();
                        String name = found.size() > 1 && !named.names().isEmpty()
                                ? named.names().getFirst().toString()
                                : reference;
                        String platform =
                                members.size() > 1 ? " (" + image.config().platform() + ")" : "";
                        if (json) {
                            list.add(json(name, image, verification));
                        } else {
                            tell(
                                    images.all().size() + found.size() + members.size() > 3
                                            ? name + platform + ": "
                                            : "",
                                    verification,
                                    session);
                        }
                    }
                }
            } catch (IOException e) {
                throw IoFailure.of("image '" + reference + "' cannot be verified", e);
            }
        });
        if (json) {
            session.output().line(Json.writePretty(list));
        }
        return bad[0] ? 1 : status;
    }

    /** Whether JSON is wanted rather than text. */
    static boolean isJson(Value format) {
        return switch (format.or("text")) {
            case "text" -> false;
            case "json" -> true;
            default -> throw JukeException.usage("there is no format '" + format.or("") + "'", "use text or json");
        };
    }

    private static void tell(String prefix, Verification verification, Session session) {
        for (Finding finding : verification.findings()) {
            session.output().line(prefix + severity(finding) + ": " + finding.line());
        }
    }

    private static String severity(Finding finding) {
        return finding.severity().name().toLowerCase(Locale.ROOT);
    }

    private static JsonObject json(String name, Image image, Verification verification) {
        JsonArray findings = new JsonArray();
        for (Finding finding : verification.findings()) {
            findings.add(new JsonObject()
                    .put("severity", severity(finding))
                    .put("about", finding.about().key())
                    .put("message", finding.message())
                    .put("hint", finding.hint()));
        }
        return new JsonObject()
                .put("image", name)
                .put("digest", image.digest().toString())
                .put("platform", image.config().platform().toString())
                .put("ok", !verification.hasErrors())
                .put("findings", findings);
    }
}
