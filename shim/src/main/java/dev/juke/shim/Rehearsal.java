/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim;

import com.google.protobuf.MessageLite;
import dev.juke.shim.api.task.ConnectRequest;
import dev.juke.shim.api.task.CreateTaskRequest;
import dev.juke.shim.api.task.DeleteRequest;
import dev.juke.shim.api.task.KillRequest;
import dev.juke.shim.api.task.PidsRequest;
import dev.juke.shim.api.task.ShutdownRequest;
import dev.juke.shim.api.task.StartRequest;
import dev.juke.shim.api.task.StateRequest;
import dev.juke.shim.api.task.StatsRequest;
import dev.juke.shim.api.task.WaitRequest;
import dev.juke.ttrpc.Client;
import dev.juke.ttrpc.StatusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/**
 * Runs a cell through what it does most, so that tools/train can record which classes that needs (JEP 514): the arguments of {@link Main},
 * then a bundle. What fails on this machine, because it is not root's or has no runc, is rehearsed as far as it goes.
 */
public final class Rehearsal {
    private static final String SERVICE = "containerd.task.v2.Task";
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int KILL = 9;

    /** The first time finds classes, the second those that only come then. */
    private static final int TIMES = 2;

    private Rehearsal() {}

    /** The program. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        String[] cell = Arrays.copyOf(arguments, arguments.length - 1);
        Path bundle = Path.of(arguments[arguments.length - 1]);
        Thread.ofPlatform().daemon().start(() -> Main.main(cell));
        Path address = Path.of(cell[0], "address");
        while (!Files.exists(address)) {
            Thread.sleep(10);
        }
        for (int i = 0; i < TIMES; i++) {
            try (Client client = Client.connect(Path.of(cell[0], "s"), PATIENCE)) {
                live(client, bundle);
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private static void live(Client client, Path bundle) throws IOException {
        String id = bundle.getFileName().toString();
        call(
                client,
                "Create",
                CreateTaskRequest.newBuilder()
                        .setId(id)
                        .setBundle(bundle.toString())
                        .build());
        call(client, "Connect", ConnectRequest.newBuilder().setId(id).build());
        call(client, "Start", StartRequest.newBuilder().setId(id).build());
        call(client, "State", StateRequest.newBuilder().setId(id).build());
        call(client, "Pids", PidsRequest.newBuilder().setId(id).build());
        call(client, "Stats", StatsRequest.newBuilder().setId(id).build());
        call(client, "Kill", KillRequest.newBuilder().setId(id).setSignal(KILL).build());
        call(client, "Wait", WaitRequest.newBuilder().setId(id).build());
        call(client, "Delete", DeleteRequest.newBuilder().setId(id).build());
        call(client, "Shutdown", ShutdownRequest.newBuilder().setId(id).build());
    }

    private static void call(Client client, String method, MessageLite request) throws IOException {
        try {
            client.call(SERVICE, method, request.toByteArray(), Map.of(), PATIENCE);
        } catch (StatusException e) {
            System.err.println(method + ": " + e.getMessage());
        }
    }
}
