/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.image;

import dev.juke.base.JukeException;
import dev.juke.cli.command.Command;
import dev.juke.cli.command.Flag;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Value;
import dev.juke.cli.command.Values;
import dev.juke.image.ImageName;
import dev.juke.image.NamedImage;
import dev.juke.image.Platform;
import dev.juke.image.layout.Destination;
import dev.juke.pack.BuildContext;
import dev.juke.pack.Builder;
import dev.juke.pack.BuiltImage;
import dev.juke.pack.SourceDate;
import dev.juke.pack.Workspace;
import dev.juke.pack.bunnyfile.Bunnyfile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code juke build}. */
public final class Build extends Command {
    private final Value file = value("FILE", "The build file (CONTEXT/" + Bunnyfile.NAME + ")", "-f", "--file");
    private final Values tags = values("NAME[:TAG]", "Keep the image in the store under this name", "-t", "--tag");
    private final Values outputs = values(
            "WHERE", "Write the image to oci:DIR[:TAG], oci-archive:FILE or docker-archive:FILE", "-o", "--output");
    private final Flag unchecked =
            flag("Build although guest, monitor and kernel do not seem to fit together", "--no-check");
    private final Value context = word("CONTEXT");

    /** Declares what {@code build} takes. */
    public Build() {
        examples("juke build -t hello examples/hello", "juke build -f bunnyfile -o oci-archive:hello.tar -t hello .");
    }

    @Override
    public int run(Session session) {
        List<ImageName> names = tags.all().stream().map(ImageName::parse).toList();
        List<Destination> destinations =
                outputs.all().stream().map(Destination::parse).toList();
        Path directory = Path.of(context.or("."));
        String named = file.get();
        Path buildFile = named == null ? directory.resolve(Bunnyfile.NAME) : Path.of(named);
        try (Workspace work = Workspace.create()) {
            BuildContext surroundings = new BuildContext(
                    directory,
                    work,
                    (reference, _) -> {
                        throw JukeException.input("image '" + reference + "' cannot be taken files from yet", "");
                    },
                    Platform.host(),
                    Map.of(),
                    "",
                    SourceDate.parse(session.environment().get(SourceDate.VARIABLE)),
                    !unchecked.given(),
                    false,
                    session::warn);
            BuiltImage built = Builder.build(Bunnyfile.read(buildFile, surroundings), work);
            built.warnings().forEach(session::warn);
            for (Destination destination : destinations) {
                destination.write(List.of(new NamedImage(names, built.image())));
            }
            for (ImageName name : names) {
                session.images().add(built.image(), name);
            }
            if (names.isEmpty() && destinations.isEmpty()) {
                session.images().add(built.image(), null);
            }
            session.output().line(built.image().id().toString());
        }
        return 0;
    }
}
