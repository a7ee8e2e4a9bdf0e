/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.cli.run;

import dev.juke.base.JukeException;
import dev.juke.cli.command.Command;
import dev.juke.cli.command.Flag;
import dev.juke.cli.command.Seconds;
import dev.juke.cli.command.Session;
import dev.juke.cli.command.Terminals;
import dev.juke.cli.command.Value;
import dev.juke.cli.command.Values;
import dev.juke.cli.direct.Container;
import dev.juke.cli.direct.ContainerId;
import dev.juke.cli.direct.Creation;
import dev.juke.cli.direct.DirectPlan;
import dev.juke.cli.direct.DirectPlanner;
import dev.juke.cli.direct.HostPorts;
import dev.juke.cli.direct.MonitorAccount;
import dev.juke.cli.direct.StoredContainer;
import dev.juke.image.store.StoredImage;
import dev.juke.sandbox.Policy;
import dev.juke.sandbox.Policy.Acceleration;
import dev.juke.sandbox.Workload;
import dev.juke.sandbox.host.FactsFile;
import dev.juke.sandbox.host.HostFacts;
import dev.juke.sandbox.host.UserNamespace;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** {@code juke run}: makes a container, and leaves it to the launcher script to start it. */
public final class Run extends Command {
    /** Docker's exit codes for what goes wrong before the guest runs. */
    private static final int ENGINE_FAILED = 125;

    private static final int NOT_INVOCABLE = 126;
    private static final int NOT_FOUND = 127;

    private static final String DEFAULT_STOP_SECONDS = "10";

    private final Values publish = values(
            "[[IP:]HOST:]GUEST[/udp]",
            "Publish a port of the guest; without HOST, or with 0, on any free one",
            "-p",
            "--publish");
    private final Flag publishAll =
            flag("Publish all ports that the image exposes, on free ones", "-P", "--publish-all");
    private final Values env = values("NAME[=VALUE]", "Set a variable; without VALUE, to the caller's", "-e", "--env");
    private final Values envFile = values("FILE", "Read variables from a file", "--env-file");
    private final Value memory = value("SIZE", "Memory for guest and monitor together: 64m, 1g", "-m", "--memory");
    private final Value cpus = value("COUNT", "CPUs, rounded up to whole ones", "--cpus");
    private final Value name = value("NAME", "Name of the container", "--name");
    private final Value hostname = value("NAME", "Host name of the guest", "-h", "--hostname");
    private final Flag detach = flag("Run in the background and print the id", "-d", "--detach");
    private final Flag remove = flag("Remove the container when it ends", "--rm");
    private final Flag interactive = flag("Give standard input to the guest", "-i", "--interactive");
    private final Flag tty = flag("Standard input is a terminal: every key goes to the guest", "-t", "--tty");
    private final Value monitor = value("MONITOR", "qemu, qemu:pc, qemu:q35 or qemu:microvm", "--monitor");
    private final Value accelerator =
            value("WHICH", "auto (KVM where it works), kvm (nothing else) or tcg (translate)", "--accel");
    private final Value entrypoint = value("WORD", "Instead of the image's entry point", "--entrypoint");
    private final Value stopTimeout =
            value("SECONDS", "How long a stop waits before force (" + DEFAULT_STOP_SECONDS + ")", "--stop-timeout");
    private final Value cidFile = value("FILE", "Write the container's id to a new file", "--cidfile");
    private final Value image = word("IMAGE");
    private final Values words = words("ARGUMENT", false);

    /** Declares what {@code run} takes. */
    public Run() {
        optionsEndAtFirstWord();
        absent("a guest gets its files from the image: put them into rootfs.include", "-v", "--volume", "--mount");
        absent("a guest has QEMU's user network: publish its ports with -p HOST:GUEST", "--network", "--net");
        examples(
                "juke run --rm hello -- a \"b c\"",
                "juke run -d --name web -p 8080:80 http",
                "juke run --rm --accel tcg --monitor qemu:pc -m 512m hello");
    }

    @Override
    public int exitCode(JukeException e) {
        return ENGINE_FAILED;
    }

    @Override
    public int run(Session session) {
        HandOver script = HandOver.find();
        CidFile idFile = CidFile.of(cidFile.get());
        StoredImage stored = ImageToRun.find(image.or(""), session.images());
        Unikernel unikernel = Unikernel.find(stored, image.or(""), monitor.get(), session);
        Workload.Files files;
        try {
            files = unikernel.files();
        } catch (JukeException e) {
            session.complain(e);
            return unikernel.hasKernel() ? NOT_INVOCABLE : NOT_FOUND;
        }
        DirectPlan plan;
        StoredContainer container;
        try (HostPorts ports = new HostPorts()) {
            plan = DirectPlanner.plan(request(session, unikernel, files, ports));
            container = Creation.create(session.data(), plan, script.launcher());
        }
        try {
            idFile.write(container.description().id());
            script.give(container, plan.account());
        } catch (JukeException e) {
            Creation.undo(session.data(), container);
            throw e;
        }
        return 0;
    }

    private DirectPlanner.Request request(Session session, Unikernel unikernel, Workload.Files files, HostPorts ports) {
        StoredImage stored = unikernel.image();
        ContainerId id = ContainerId.random();
        Container.Options options = options();
        Policy policy = Policy.DEFAULT.with(MonitorChoice.acceleration(accelerator.or("auto")));
        FactsFile facts = new FactsFile(session.data().facts(session.environment()), session.jukeInit());
        HostFacts remembered = facts.remembered();
        HostFacts host = remembered == null ? facts.probeAgain() : remembered;
        MonitorAccount account =
                MonitorAccount.of(session.data().user(), policy.monitorId(), UserNamespace.mappedIds());
        if (remembered == null) {
            // Said once after each boot: in every run it would only be noise.
            warnOfTranslation(session, account.seen(host), policy);
        }
        String memoryText = memory.get();
        String cpusText = cpus.get();
        return new DirectPlanner.Request(
                id,
                name.or(""),
                Instant.now(),
                new Container.ImageUse(
                        image.or(""), stored.id().toString(), stored.digest().toString()),
                unikernel.metadata(),
                files,
                ImageArguments.of(stored.config(), entrypoint.get(), words.all()),
                variables(session, stored),
                hostname.get(),
                memoryText == null ? null : MemorySize.limit(memoryText),
                cpusText == null
                        ? 1
                        : CpuCount.parse(cpusText, Runtime.getRuntime().availableProcessors()),
                Publication.of(publish.all(), publishAll.given(), stored.config(), ports, session),
                options,
                host,
                account,
                session.data().container(id),
                policy);
    }

    private Container.Options options() {
        boolean attached = interactive.given() && !detach.given();
        if (tty.given() && attached && !Terminals.isInput()) {
            throw JukeException.usage("-t: standard input is no terminal", "leave -t out");
        }
        return new Container.Options(
                detach.given(),
                attached,
                // With -i alone, too: QEMU takes a terminal for itself, and somebody must put it right at the end.
                attached && Terminals.isInput(),
                remove.given(),
                Seconds.parse(stopTimeout.or(DEFAULT_STOP_SECONDS)));
    }

    private List<String> variables(Session session, StoredImage stored) {
        Variables variables =
                new Variables(session.environment()).addAll(stored.config().env());
        for (String file : envFile.all()) {
            variables.addFile(Path.of(file));
        }
        return variables.addAll(env.all()).entries();
    }

    private static void warnOfTranslation(Session session, HostFacts host, Policy policy) {
        if (policy.acceleration() == Acceleration.AUTO && !host.kvm().usable()) {
            session.warn("KVM does not work here (" + host.kvm().reason()
                    + "): guests are translated, which is several times slower; see juke doctor");
        }
    }
}
