/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.image;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.cli.command.Command;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Value;
import dev.juke.cli.command.Values;
import dev.juke.image.Image;
import dev.juke.image.ImageName;
import dev.juke.image.ImageSource;
import dev.juke.image.NamedImage;
import dev.juke.image.Platform;
import dev.juke.image.layout.Destination;
import dev.juke.image.layout.OciLayout;
import dev.juke.pack.Workspace;
import dev.juke.pack.check.Finding;
import dev.juke.pack.convert.KraftKitChoice;
import dev.juke.pack.convert.KraftKitForm;
import dev.juke.pack.convert.UruncForm;
import dev.juke.pack.verify.Members;
import dev.juke.pack.verify.Verification;
import java.io.IOException;
import java.util.List;

/** {@code juke convert}. */
public final class Convert extends Command {
    private final Values tags = values("NAME[:TAG]", "Keep the new image in the store under this name", "-t", "--tag");
    private final Values outputs =
            values("WHERE", "Write it to oci:DIR[:TAG], oci-archive:FILE, docker-archive:FILE, …", "-o", "--output");
    private final Value to = value("FORM", "urunc (which Juke reads, too) or kraftkit (urunc)", "--to");
    private final Value monitor =
            value("MONITOR", "Choose this of KraftKit's images, or say this monitor", "--monitor");
    private final Value guest = value("FRAMEWORK", "Say this framework", "--guest");
    private final Value platform = value("OS/ARCH", "For this platform (this machine's)", "--platform");
    private final Value image = word("IMAGE");

    /** Declares what {@code convert} takes. */
    public Convert() {
        examples(
                "juke convert oci:kraftkit -t nginx --monitor firecracker",
                "juke convert old -t new",
                "juke convert nginx -o oci:for-kraft:nginx --to kraftkit");
    }

    @Override
    public int run(Session session) {
        boolean kraftKit = switch (to.or("urunc")) {
            case "urunc", "juke" -> false;
            case "kraftkit" -> true;
            default -> throw JukeException.usage("there is no form '" + to.or("") + "'", "use urunc or kraftkit");
        };
        List<ImageName> names = tags.all().stream().map(ImageName::parse).toList();
        List<Destination> destinations =
                outputs.all().stream().map(Destination::parse).toList();
        try (ImageSource source = session.images().open(image.or(""));
                Workspace work = Workspace.create()) {
            Verification from = Verification.of(choose(source), work);
            OciLayout layout = OciLayout.scratch(work.directory().resolve("converted"));
            NamedImage converted = kraftKit
                    ? KraftKitForm.of(from, monitor.get(), names, layout)
                    : new NamedImage(names, UruncForm.of(from, monitor.get(), guest.get(), layout, work.newFile()));
            if (!kraftKit) {
                warn(Verification.of(converted.image(), work), session);
            }
            for (Destination destination : destinations) {
                destination.write(converted);
            }
            if (!names.isEmpty() || destinations.isEmpty()) {
                session.images().add(converted);
            }
            session.output().line(converted.root().digest().toString());
            return 0;
        } catch (IOException e) {
            throw IoFailure.of("image '" + image.or("") + "' cannot be converted", e);
        }
    }

    private Image choose(ImageSource source) {
        List<NamedImage> listed = source.listed(Platform.host());
        List<Image> images =
                listed.stream().flatMap(named -> Members.of(named).stream()).toList();
        if (images.isEmpty()) {
            throw JukeException.notFound(source.where() + " holds no image", "name another place");
        }
        return KraftKitChoice.of(images, monitor.get(), wanted());
    }

    private Platform wanted() {
        String text = platform.get();
        if (text == null) {
            return Platform.host();
        }
        int slash = text.indexOf('/');
        if (slash < 1 || slash == text.length() - 1) {
            throw JukeException.usage("'" + text + "' is no platform", "write linux/amd64");
        }
        return new Platform(text.substring(0, slash), Platform.normal(text.substring(slash + 1)), "");
    }

    private static void warn(Verification verification, Session session) {
        for (Finding finding : verification.findings()) {
            if (finding.severity() == Finding.Severity.ERROR) {
                session.warn(finding.line());
            }
        }
    }
}
