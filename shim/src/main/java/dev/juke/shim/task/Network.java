/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.shim.task;

import dev.juke.base.JukeException;
import dev.juke.linux.LinuxException;
import dev.juke.linux.Reaper;
import dev.juke.sandbox.network.NetworkFacts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The network namespace of a guest: looks at it and runs a plan's batches in it, with iproute2. The launcher {@code juke-runtime} does the
 * same in shell.
 *
 * @param plan the directory with the batches
 */
record Network(Reaper reaper, Path plan) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** proc_net_dev(5): two lines of heading, then one for each interface. */
    private static final int HEADING = 2;

    private static final String UP =
            "ip -batch \"$1/ip.up\" && { [ ! -s \"$1/tc.stale\" ] || tc -force -batch \"$1/tc.stale\" >/dev/null 2>&1; tc -batch \"$1/tc.up\"; }";

    /** A tap of ours that is there proves that this namespace is the one that was handed over: only then its rules are ours to remove. */
    private static final String DOWN = "ip -batch \"$1/ip.down\" && tc -force -batch \"$1/tc.down\"";

    /** What iproute2 says of a process's namespace; without asking it when there is nothing but lo. */
    String describe(int pid) throws LinuxException, InterruptedException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/net/dev"))) {
            if (lines.skip(HEADING).allMatch(line -> line.stripLeading().startsWith("lo:"))) {
                return NetworkFacts.LONELY;
            }
        } catch (IOException e) {
            throw JukeException.host("the container's network cannot be read: " + e, "see whether its process lives");
        }
        return describe(Path.of("/proc/" + pid + "/ns/net"));
    }

    /** The same of a namespace with a path. */
    String describe(Path namespace) throws LinuxException, InterruptedException {
        Reaper.Result result = in(namespace, "addr show\nroute show\n", "ip", "-j", "-batch", "-");
        if (result.status() != 0) {
            throw JukeException.host("the container's network cannot be read: " + words(result), "");
        }
        String text = new String(result.out(), StandardCharsets.UTF_8);
        return NetworkFacts.isLonely(text) ? NetworkFacts.LONELY : text;
    }

    /** Gives the interfaces to the guest; what a failure left half done is taken back. */
    void handOver(Path namespace) throws LinuxException, InterruptedException {
        if (isEmpty(plan.resolve("ip.up"))) {
            return;
        }
        Reaper.Result result = in(namespace, "", "sh", "-c", UP, "sh", plan.toString());
        if (result.status() != 0) {
            undo(namespace, words(result));
            throw JukeException.host("the container's network cannot be given to the guest: " + words(result), "");
        }
    }

    /** Undoes the hand-over in a namespace that lives on. Errors mean that there is nothing to undo. */
    void takeBack(Path namespace) throws InterruptedException {
        if (isEmpty(plan.resolve("ip.down")) || !Files.exists(namespace)) {
            return;
        }
        try {
            in(namespace, "", "sh", "-c", DOWN, "sh", plan.toString());
        } catch (LinuxException e) {
            // No nsenter: then nothing was handed over.
        }
    }

    /** Takes back what failing batches did before they failed, and nothing else: an ingress qdisc that was there before is not ours. */
    private void undo(Path namespace, String words) throws LinuxException, InterruptedException {
        in(namespace, "", "ip", "-force", "-batch", plan.resolve("ip.down").toString());
        int at = words.lastIndexOf("tc.up:");
        String number = at < 0 ? "" : words.substring(at + "tc.up:".length());
        if (!number.matches("[0-9]{1,6}")) {
            return;
        }
        try (Stream<String> lines = Files.lines(plan.resolve("tc.up"))) {
            List<String> back = new ArrayList<>();
            lines.limit(Integer.parseInt(number) - 1L)
                    .filter(line -> line.startsWith("qdisc add"))
                    .forEach(line -> back.add("qdisc del" + line.substring("qdisc add".length())));
            in(namespace, String.join("\n", back) + "\n", "tc", "-force", "-batch", "-");
        } catch (IOException e) {
            // The plan is gone, and with it the container.
        }
    }

    private Reaper.Result in(Path namespace, String input, String... command)
            throws LinuxException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("nsenter", "--net=" + namespace));
        words.addAll(List.of(command));
        return reaper.run(Programs.command(words), input.getBytes(StandardCharsets.UTF_8), PATIENCE);
    }

    private static String words(Reaper.Result result) {
        return (new String(result.out(), StandardCharsets.UTF_8) + new String(result.err(), StandardCharsets.UTF_8))
                .strip();
    }

    private static boolean isEmpty(Path file) {
        try {
            return Files.size(file) == 0;
        } catch (IOException e) {
            return true;
        }
    }
}
