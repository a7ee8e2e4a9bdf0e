/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim;

import dev.juke.base.JukeException;
import dev.juke.linux.Reaper;
import dev.juke.runtime.Planner;
import dev.juke.sandbox.bundle.MetadataFinder;
import dev.juke.shim.cell.Cell;
import dev.juke.shim.cell.CellConfiguration;
import dev.juke.shim.cell.IdleEnd;
import dev.juke.shim.containerd.ImageMetadata;
import dev.juke.shim.containerd.ImageValues;
import dev.juke.shim.event.Publisher;
import dev.juke.shim.task.ImageFacts;
import dev.juke.shim.task.Programs;
import dev.juke.shim.task.TaskService;
import dev.juke.ttrpc.Server;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.Map;

/**
 * A cell: one process that serves the tasks of many containers. The launcher {@code containerd-shim-juke-v2} starts it; see {@link
 * CellConfiguration} for its arguments, and docs/shim.md.
 */
public final class Main {
    private Main() {}

    /** The program. */
    public static void main(String[] arguments) {
        try {
            serve(CellConfiguration.of(arguments));
        } catch (JukeException e) {
            System.err.println(e.line());
            Runtime.getRuntime().halt(e.category().exitCode());
        } catch (IOException e) {
            System.err.println("the cell cannot be served: " + e.getMessage());
            Runtime.getRuntime().halt(1);
        }
    }

    private static void serve(CellConfiguration configuration) throws IOException {
        configuration.takeDescriptors();
        Cell cell = Cell.open(configuration.directory());
        Publisher publisher = new Publisher(events(configuration), configuration.namespace(), cell::log);
        Reaper reaper = Reaper.start();
        TaskService service = TaskService.of(
                reaper,
                Planner.ofInstallation(words -> Programs.output(reaper, words)),
                publisher,
                cell,
                configuration.namespace(),
                images(new ImageMetadata(configuration.containerd()), configuration.namespace(), cell));
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(cell.socket()));
        Server server = new Server(channel, service.methods(), Map.of(), cell::log);
        server.start();
        cell.publishAddress();
        new IdleEnd(
                        cell,
                        configuration.idle(),
                        service::isBusy,
                        () -> Runtime.getRuntime().halt(0))
                .run();
    }

    /** Decides from what the bundle, containerd and the root file system say; the log tells which of them was believed. */
    private static ImageFacts images(ImageMetadata containerd, String namespace, Cell cell) {
        return (id, bundle) -> {
            if (MetadataFinder.isPodsOwn(bundle.annotations())) {
                return null;
            }
            ImageValues values = containerd.find(id, namespace);
            String warning = values.warning();
            if (warning != null) {
                cell.log(warning);
            }
            MetadataFinder.Finding finding = MetadataFinder.find(bundle, values.layers());
            if (finding == null && warning != null) {
                // Not to be guessed: as an ordinary container it would run on this host's kernel.
                throw JukeException.host(warning, "try again");
            }
            if (finding == null) {
                return null;
            }
            cell.log(id + ": " + finding.line());
            return finding.metadata();
        };
    }

    /** containerd takes events at another socket than calls, which it names in the environment of the first launcher. */
    private static Path events(CellConfiguration configuration) {
        String named = System.getenv("TTRPC_ADDRESS");
        String address = named == null || named.isEmpty() ? configuration.containerd() + ".ttrpc" : named;
        return Path.of(address.startsWith("unix://") ? address.substring("unix://".length()) : address);
    }
}
