/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.containerfile;

import dev.juke.base.IoFailure;
import dev.juke.base.JukeException;
import dev.juke.pack.containerfile.copy.ContextView;
import dev.juke.pack.containerfile.copy.Copier;
import dev.juke.pack.containerfile.copy.CopyOptions;
import dev.juke.pack.containerfile.copy.FileView;
import dev.juke.pack.containerfile.copy.IgnoreList;
import dev.juke.pack.containerfile.copy.Links;
import dev.juke.pack.containerfile.copy.ModeChange;
import dev.juke.pack.containerfile.copy.Owner;
import dev.juke.pack.containerfile.copy.PathPattern;
import dev.juke.pack.containerfile.copy.Selection;
import dev.juke.pack.containerfile.copy.StageFiles;
import dev.juke.pack.containerfile.copy.TreeView;
import dev.juke.pack.containerfile.syntax.Expander;
import dev.juke.pack.containerfile.syntax.Heredoc;
import dev.juke.pack.containerfile.syntax.Word;
import dev.juke.pack.tree.Content;
import dev.juke.pack.tree.FileTree;
import dev.juke.pack.tree.Node;
import dev.juke.pack.tree.Permissions;
import dev.juke.pack.tree.TreePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Does what one COPY or ADD says. */
final class CopyRun {
    private final Build build;
    private final Command.Copy command;
    private final StageFiles to;
    private final Expander expander;
    private final FileView from;
    private final String destination;
    private final Copier copier;

    CopyRun(Build build, Stage stage, Command.Copy command, StageFiles to, StageConfig config, Expander expander) {
        this.build = build;
        this.command = command;
        this.to = to;
        this.expander = expander;
        this.from = command.from() == null ? build.files() : build.from(command.from(), stage);
        this.destination = destination(config.workingDir());
        this.copier = new Copier(to, options(), build.archives());
    }

    /** From the root; a destination that means a directory keeps its slash. */
    private String destination(String workingDir) {
        String text = expander.expand(command.destination());
        boolean directory = text.isEmpty() || text.equals(".") || text.endsWith("/") || text.endsWith("/.");
        String path = TreePath.clean(text.startsWith("/") ? text : workingDir + "/" + text);
        return "/" + path + (directory && !path.isEmpty() ? "/" : "");
    }

    private CopyOptions options() {
        IgnoreList excluded = new IgnoreList();
        for (Word pattern : command.excluded()) {
            String wrong = excluded.add(pattern.text());
            if (wrong != null) {
                throw pattern.wrong(wrong, "correct it");
            }
        }
        return new CopyOptions(
                owner(command.owner()), mode(command.mode()), command.parents(), command.unpacks(), excluded);
    }

    private @Nullable Owner owner(@Nullable Word word) {
        String text = word == null ? "" : expander.expand(word);
        if (word == null || text.isEmpty()) {
            return null;
        }
        Owner owner = Owner.find(to, text);
        if (owner == null) {
            throw word.wrong(
                    "--chown names '" + text + "', but the image has no such user or group",
                    "use numbers, or add it to /etc/passwd or /etc/group first");
        }
        return owner;
    }

    private @Nullable ModeChange mode(@Nullable Word word) {
        String text = word == null ? "" : expander.expand(word);
        if (word == null || text.isEmpty()) {
            return null;
        }
        ModeChange mode = ModeChange.parse(text);
        if (mode == null) {
            throw word.wrong(
                    "--chmod cannot be '" + text + "'", "write octal digits up to 7777, or as chmod does: u=rwX,go=rX");
        }
        return mode;
    }

    void run() {
        if (command.parents()) {
            command.sources().forEach(this::copyWithParents);
        } else {
            copyAll();
        }
        command.documents().forEach(this::copy);
    }

    /** A source that was found. */
    private record Found(Word source, String path) {}

    private void copyAll() {
        List<Found> found = new ArrayList<>();
        for (Word source : command.sources()) {
            String text = expander.expand(source);
            List<String> paths = find(source, text);
            if (paths.isEmpty()) {
                missing(
                        source,
                        text,
                        !PathPattern.isPattern(text) || command.sources().size() == 1);
            }
            paths.forEach(path -> found.add(new Found(source, path)));
        }
        if (found.isEmpty() && command.documents().isEmpty()) {
            throw command.place().wrong("none of the sources is there", "check their patterns");
        }
        if (found.size() + command.documents().size() > 1 && !copier.takesSeveral(destination)) {
            throw command.destination()
                    .wrong(
                            "several things cannot become '" + command.destination() + "', which is no directory",
                            "end it with '/'");
        }
        for (Found one : found) {
            build.attempt(one.source.place(), () -> copier.copy(from, one.path, destination));
        }
    }

    private List<String> find(Word source, String text) {
        try {
            return new Selection(from).find(text);
        } catch (JukeException e) {
            throw source.place().because(e);
        }
    }

    /** {@code --parents}: what stands before {@code /./} is not kept. */
    private void copyWithParents(Word source) {
        String text = expander.expand(source);
        int pivot = text.indexOf("/./");
        String root = pivot < 0 ? "" : text.substring(0, pivot);
        String pattern = TreePath.clean(pivot < 0 ? text : text.substring(pivot + 3));
        boolean any = false;
        for (String directory : find(source, root)) {
            String followed = Links.follow(from, directory);
            List<String> paths = new Selection(from).below(followed, pattern);
            any |= !paths.isEmpty();
            copier.copyWithParents(from, followed, paths, destination);
        }
        if (!any) {
            missing(source, text, !PathPattern.isPattern(text));
        }
    }

    /** Says that a source is not there. Docker takes a pattern without matches as nothing, since {@code COPY a b* …} makes b optional. */
    private void missing(Word source, String text, boolean error) {
        String what;
        String hint = "check its spelling";
        Path ignoreFile = build.ignoreFile();
        boolean local = from instanceof ContextView;
        Path directory = build.context().directory();
        if (local
                && ignoreFile != null
                && !new Selection(new ContextView(directory, IgnoreList.NONE))
                        .find(text)
                        .isEmpty()) {
            what = "'" + text + "' is left out by " + ignoreFile;
            hint = "take it back there with !" + text;
        } else {
            what = "'" + text + "' is not in " + (local ? "the context " + directory : String.valueOf(command.from()));
        }
        if (error) {
            throw source.wrong(what, hint);
        }
        build.context().warnings().accept(source.place() + ": " + what);
    }

    /** A document of the file becomes a file. */
    private void copy(Heredoc document) {
        String content =
                document.expands() ? expander.document(document.word().with(document.content())) : document.content();
        try {
            Path file = build.context().work().newFile();
            Files.writeString(file, content);
            FileTree tree = new FileTree();
            tree.put(TreePath.clean(document.name()), new Node.File(Permissions.FILE, Content.of(file)));
            copier.copy(TreeView.of(tree), TreePath.clean(document.name()), destination);
        } catch (IOException e) {
            throw IoFailure.of("document " + document.name() + " cannot be kept", e);
        } catch (JukeException e) {
            throw document.word().wrong(String.valueOf(e.getMessage()), e.hint());
        }
    }
}
