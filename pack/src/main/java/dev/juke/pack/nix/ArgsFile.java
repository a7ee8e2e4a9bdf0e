/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.nix;

import dev.juke.base.JukeException;
import dev.juke.base.Trees;
import dev.juke.image.ImageName;
import dev.juke.pack.BootFile;
import dev.juke.pack.BuildContext;
import dev.juke.pack.BuildRequest;
import dev.juke.pack.Origin;
import dev.juke.pack.Rootfs;
import dev.juke.pack.Settings;
import dev.juke.pack.input.CleanPath;
import dev.juke.pack.input.LocalFiles;
import dev.juke.pack.input.Overlay;
import dev.juke.pack.input.Reading;
import dev.juke.pack.input.Text;
import dev.juke.pack.input.TextFile;
import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.Node;
import dev.juke.unikernel.Key;
import dev.juke.unikernel.Metadata;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A build file as bunix takes it: a set of {@code name}, {@code tag}, {@code files} and {@code annotations} in the Nix language, read
 * without Nix. Where bunix has the image run a word {@code unikernel}, here it is the command line that the file declares.
 */
public final class ArgsFile {
    /** What it is called in a build context. */
    public static final String NAME = "args.nix";

    private static final List<Key> PATHS = List.of(Key.BINARY, Key.INITRD, Key.BLOCK);

    private final Reading reading;
    private final Fields annotations;
    private final FileTree files;
    private final Map<Key, Text> values = new EnumMap<>(Key.class);

    private ArgsFile(Reading reading, Fields annotations, FileTree files) {
        this.reading = reading;
        this.annotations = annotations;
        this.files = files;
    }

    /** Reads a file. Its sources begin where it lies, if that is in the context, or else in the context. */
    public static BuildRequest read(Path file, BuildContext context) {
        return read(file, TextFile.read(file), context);
    }

    /** Reads a text; {@code file} is what it is called in messages. */
    public static BuildRequest read(Path file, String text, BuildContext context) {
        Reading reading = new Reading(file, context);
        Value value = Evaluation.of(Parser.parse(file, text));
        if (!(value instanceof Value.Set set)) {
            throw JukeException.input(
                    file + " is " + value.kind() + " and no set",
                    "write { name = …; tag = …; files = { … }; annotations = { … }; }");
        }
        Fields fields = Fields.of(reading, "", set, List.of("name", "tag", "files", "annotations"));
        String name = name(reading, fields);
        FileTree files = files(reading, fields, context);
        Fields annotations = fields.set("annotations", Names.all());
        ArgsFile args = new ArgsFile(reading, annotations, files);
        args.readAnnotations();
        reading.problems().throwIfAny();
        return args.request().named(name);
    }

    private static String name(Reading reading, Fields fields) {
        Text name = fields.text("name");
        Text tag = fields.text("tag");
        if (name == null || name.isEmpty()) {
            return "";
        }
        String whole = tag == null || tag.isEmpty() ? name.value() : name.value() + ":" + tag.value();
        String parsed = reading.attempt(() -> {
            try {
                return ImageName.parse(whole).toString();
            } catch (JukeException e) {
                throw name.place().because(e);
            }
        });
        return parsed == null ? "" : parsed;
    }

    /** Where sources begin: beside a file that lies in the context, or else in the context. */
    private static Path beginning(Path file, Path context) {
        try {
            Path directory = Trees.directoryOf(file);
            return directory.toRealPath().startsWith(context.toRealPath()) ? directory : context;
        } catch (IOException e) {
            return context;
        }
    }

    private static FileTree files(Reading reading, Fields fields, BuildContext context) {
        LocalFiles local = new LocalFiles(beginning(reading.file(), context.directory()));
        Overlay overlay = new Overlay(new FileTree());
        fields.pairs("files")
                .forEach((source, destination) -> reading.problems().attempt(() -> {
                    if (!destination.value().startsWith("/")
                            || destination.value().endsWith("/")) {
                        throw destination
                                .place()
                                .wrong(
                                        "'" + destination.value() + "' is no absolute path of a file",
                                        "write \"/unikernel/NAME\"");
                    }
                    local.file(source);
                    overlay.copy(local.tree(source), local.name(source), destination);
                }));
        return overlay.layer();
    }

    private void readAnnotations() {
        for (Key key : Names.keys()) {
            Text text = annotations.text(Names.of(key));
            if (text != null && !text.isEmpty()) {
                values.put(key, text);
            }
        }
        for (Key key : List.of(Key.UNIKERNEL_TYPE, Key.HYPERVISOR, Key.BINARY)) {
            annotations.require(Names.of(key), false);
        }
        annotations.require(Names.of(Key.CMDLINE), true);
        for (Key key : PATHS) {
            Text path = values.get(key);
            if (path != null) {
                reading.problems().attempt(() -> bootFile(key, path));
            }
        }
        for (Key key : List.of(Key.MOUNT_ROOTFS, Key.USE_DM_BLOCK)) {
            Text text = values.get(key);
            if (text != null && !text.is("true") && !text.is("false")) {
                reading.problems()
                        .add(text.place()
                                .wrong("'" + text.value() + "' is neither true nor false", "write one of them"));
            }
        }
    }

    private BuildRequest request() {
        BuildContext context = reading.context();
        Origin origin = new Origin(reading.file().toString(), places());
        Map<Key, String> said = new EnumMap<>(Key.class);
        values.forEach((key, text) -> said.put(key, text.value()));
        said.putIfAbsent(Key.CMDLINE, "");
        Metadata metadata = new Metadata(said, origin.text());
        String line = said.getOrDefault(Key.CMDLINE, "").strip();
        List<String> words = line.isEmpty() ? List.of() : List.of(line.split("\\s+"));
        return new BuildRequest(
                origin,
                new BuildRequest.Target(
                        metadata.unikernelType(),
                        said.getOrDefault(Key.UNIKERNEL_VERSION, ""),
                        metadata.hypervisor(),
                        null),
                null,
                List.of(new BuildRequest.Layer("files", files)),
                bootFile(Key.BINARY, Objects.requireNonNull(values.get(Key.BINARY))),
                rootfs(metadata),
                Settings.NONE.running(null, words.isEmpty() ? null : words).withLabels(metadata.annotations()),
                metadata,
                context.epoch(),
                context.strict());
    }

    private Rootfs rootfs(Metadata metadata) {
        Text initrd = values.get(Key.INITRD);
        Text block = values.get(Key.BLOCK);
        if (initrd != null) {
            return new Rootfs.Initrd(bootFile(Key.INITRD, initrd));
        }
        if (block != null) {
            return new Rootfs.Block(bootFile(Key.BLOCK, block));
        }
        boolean tree = metadata.mountRootfs() || metadata.useDmBlock();
        return tree ? new Rootfs.ImageTree() : new Rootfs.None();
    }

    /** A file that the annotations name and {@code files} puts there. */
    private BootFile bootFile(Key key, Text path) {
        CleanPath.check(path);
        String relative = path.value().startsWith("/") ? path.value().substring(1) : path.value();
        @Nullable Node node = files.get(relative);
        if (!(node instanceof Node.File file)) {
            throw path.place()
                    .wrong(
                            "annotations." + Names.of(key) + " is '" + path.value()
                                    + "', which is no destination of files",
                            "add it there: files = { \"./FILE\" = \"" + path.value() + "\"; }");
        }
        return new BootFile(file.content().file().toString(), file.content(), path.value());
    }

    private Map<String, String> places() {
        return Map.of(
                "platforms.framework",
                Objects.requireNonNull(values.get(Key.UNIKERNEL_TYPE)).place().text(),
                "platforms.monitor",
                Objects.requireNonNull(values.get(Key.HYPERVISOR)).place().text());
    }
}
