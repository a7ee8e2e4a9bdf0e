/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.image;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.base.Trees;
import dev.juke.cli.command.Command;
import dev.juke.cli.command.Flag;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Value;
import dev.juke.cli.command.Values;
import dev.juke.image.Image;
import dev.juke.image.ImageName;
import dev.juke.image.LockFile;
import dev.juke.image.NamedImage;
import dev.juke.image.Platform;
import dev.juke.image.layout.Destination;
import dev.juke.image.registry.RegistryOptions;
import dev.juke.image.store.StoreFinder;
import dev.juke.pack.BuildCache;
import dev.juke.pack.BuildContext;
import dev.juke.pack.BuildFiles;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.Builder;
import dev.juke.pack.BuiltImage;
import dev.juke.pack.SourceDate;
import dev.juke.pack.Workspace;
import dev.juke.pack.flags.FlagBuild;
import dev.juke.pack.source.FoundImages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** {@code juke build}. */
public final class Build extends Command {
    private static final String STANDARD_INPUT = "-";

    private final Values tags = values("NAME[:TAG]", "Keep the image in the store under this name", "-t", "--tag");
    private final Value file =
            value("FILE", "The build file; - is standard input (the first in CONTEXT)", "-f", "--file");
    private final Values outputs = values(
            "WHERE",
            "Write the image to oci:DIR[:TAG], oci-archive:FILE, docker-archive:FILE, registry:NAME, docker-daemon: or containerd:",
            "-o",
            "--output");
    private final BuildChanges changes = new BuildChanges(
            values("KEY=VALUE", "Add a label", "--label"),
            values("KEY=VALUE", "Add an annotation to the manifest", "--annotation"),
            values("NAME[=VALUE]", "Add an environment variable", "--env"));
    private final Values arguments = values("NAME[=VALUE]", "Set an ARG of a Containerfile", "--build-arg");
    private final Value target = value("STAGE", "Build this stage of a Containerfile (the last)", "--target");
    private final Value platform = value("OS/ARCH", "What the image is for, where the file does not say", "--platform");
    private final Flag lenient = flag("Warn of what bunny ignores, instead of refusing it", "--lenient");
    private final Flag unchecked =
            flag("Build although guest, monitor and kernel do not seem to fit together", "--no-check");
    private final Flag checkOnly = flag("Check everything and build nothing", "--check");
    private final Value lock = value("FILE", "Pin the images that are used, or use those that are pinned", "--lock");
    private final Flag fresh = flag("Build also what was built before", "--no-cache");
    private final Value idFile = value("FILE", "Write the image's id there", "--iidfile");
    private final Flag quiet = flag("Print the id and nothing else", "-q", "--quiet");
    private final RegistryFlags registry = new RegistryFlags(
            value("BOOL", RegistryFlags.VERIFY_TEXT, RegistryFlags.VERIFY),
            value("USER:PASSWORD", RegistryFlags.CREDENTIALS_TEXT, RegistryFlags.CREDENTIALS),
            value("FILE", RegistryFlags.AUTH_FILE_TEXT, RegistryFlags.AUTH_FILE),
            value("HOW", RegistryFlags.PROGRESS_TEXT, RegistryFlags.PROGRESS));
    private final BuildAlone alone = new BuildAlone(
            List.of(
                    alone("NAME", "Without a build file: the framework, as unikraft", FlagBuild.GUEST),
                    alone("TEXT", "The framework's version", FlagBuild.GUEST_VERSION),
                    alone("NAME", "What runs the guest, as qemu", FlagBuild.MONITOR),
                    alone("NAME", "What the kernel is made for", FlagBuild.ARCHITECTURE),
                    alone("FILE", "The kernel; base:PATH is one in --base", FlagBuild.KERNEL),
                    alone("PATH", "An initrd, or the directory or tar that one is made of", FlagBuild.INITRD),
                    alone("PATH", "A disk image, or the directory or tar that one is made of", FlagBuild.BLOCK),
                    alone("PATH", "A directory or tar that the runtime shows to the guest", FlagBuild.ROOTFS),
                    alone("IMAGE", "The image to start from", FlagBuild.BASE),
                    alone("NAME", "A made disk's file system: ext2, ext4, iso9660, ffs", FlagBuild.FS),
                    alone("SIZE", "A made disk's size, as 64M (what it needs)", FlagBuild.SIZE),
                    alone("NAME", "A made initrd's compression: gzip or zstd (none)", FlagBuild.COMPRESSION)),
            value("WORD|JSON", "The entry point", "--entrypoint"),
            value("WORDS|JSON", "The arguments; or write them after --", "--cmd"));
    private final Values words = words("CONTEXT | -- ARGUMENT", false);

    /** Declares what {@code build} takes. */
    public Build() {
        for (String option : List.of("--secret", "--ssh", "--network")) {
            absent("nothing is run in a build: have BuildKit do it (docs/buildkit.md)", option);
        }
        absent("build each platform's image, then join them: juke index", "--manifest");
        examples(
                "juke build -t hello examples/hello",
                "juke build -f Containerfile -o oci-archive:hello.tar -t hello .",
                "juke build --guest unikraft --monitor qemu --kernel app.elf --initrd rootfs/ -t app -- /server -v");
    }

    private BuildAlone.Option alone(String label, String description, String name) {
        return new BuildAlone.Option(name, value(label, description, name));
    }

    @Override
    public int run(Session session) {
        List<ImageName> names = tags.all().stream().map(ImageName::parse).toList();
        RegistryOptions options = registry.options(session);
        List<Destination> destinations = outputs.all().stream()
                .map(text -> Destination.parse(text, options))
                .toList();
        Consumer<String> warnings = quiet.given() ? _ -> {} : session::warn;
        String lockFile = lock.get();
        LockFile pins = lockFile == null ? null : LockFile.open(Path.of(lockFile));
        try (Workspace work = Workspace.in(session.images());
                StoreFinder finder = new StoreFinder(session.images(), options, pins)) {
            FoundImages images = new FoundImages(finder, work, warnings);
            BuildRequest request = changes.apply(read(session, work, images, warnings), session.environment());
            if (checkOnly.given()) {
                Builder.check(request).forEach(warnings);
                return 0;
            }
            BuildCache cache = new BuildCache(session.images(), work);
            Image before = fresh.given() ? null : cache.cached(request);
            Image image = before == null ? build(request, work, warnings) : before;
            if (before != null) {
                Builder.check(request).forEach(warnings);
            }
            List<ImageName> called =
                    names.isEmpty() && !request.name().isEmpty() ? List.of(ImageName.parse(request.name())) : names;
            for (Destination destination : destinations) {
                destination.write(List.of(new NamedImage(called, image)));
            }
            keep(image, called, destinations.isEmpty(), session);
            if (!fresh.given() && before == null) {
                cache.remember(request, image);
            }
            if (pins != null) {
                pins.save();
            }
            tell(image, session);
        }
        return 0;
    }

    private BuildRequest read(Session session, Workspace work, FoundImages images, Consumer<String> warnings) {
        Path directory = Path.of(alone.given() ? "." : context());
        BuildContext surroundings = new BuildContext(
                directory,
                work,
                images,
                platform(),
                BuildChanges.pairs("--build-arg", arguments.all(), session.environment()),
                target.or(""),
                SourceDate.parse(session.environment().get(SourceDate.VARIABLE)),
                !unchecked.given(),
                lenient.given(),
                warnings);
        String named = file.get();
        if (alone.given()) {
            if (named != null) {
                throw JukeException.usage(
                        "a build file says what the flags say, too: -f and " + FlagBuild.KERNEL, "leave one out");
            }
            return alone.request(words.all(), surroundings);
        }
        alone.refuseAny();
        if (STANDARD_INPUT.equals(named)) {
            return BuildFiles.read(System.in, "standard input", surroundings);
        }
        return BuildFiles.read(named == null ? BuildFiles.find(directory) : Path.of(named), surroundings);
    }

    private String context() {
        if (words.all().size() > 1) {
            throw JukeException.usage(
                    "there is more than one context: " + String.join(" ", words.all()), "give one directory");
        }
        return words.all().isEmpty() ? "." : words.all().getFirst();
    }

    private Platform platform() {
        String wanted = platform.get();
        if (wanted != null && wanted.contains(",")) {
            throw JukeException.usage(
                    "--platform names several: " + wanted, "build each platform's image, then join them: juke index");
        }
        return wanted == null ? Platform.host() : Platform.parse(wanted);
    }

    private static Image build(BuildRequest request, Workspace work, Consumer<String> warnings) {
        BuiltImage built = Builder.build(request, work);
        built.warnings().forEach(warnings);
        return built.image();
    }

    private static void keep(Image image, List<ImageName> names, boolean nowhereElse, Session session) {
        for (ImageName name : names) {
            session.images().add(image, name);
        }
        if (names.isEmpty() && nowhereElse) {
            session.images().add(image, null);
        }
    }

    private void tell(Image image, Session session) {
        String path = idFile.get();
        if (path != null) {
            try {
                Trees.replace(Path.of(path), image.id().toString().getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw IoFailure.of("the image's id cannot be written to " + path, e);
            }
        }
        session.output().line(image.id().toString());
    }
}
