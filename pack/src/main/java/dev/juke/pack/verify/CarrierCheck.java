/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.verify;

import dev.juke.base.JukeException;
import dev.juke.image.Image;
import dev.juke.pack.check.About;
import dev.juke.pack.check.Finding;
import dev.juke.unikernel.Key;
import dev.juke.unikernel.Metadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether the three places in which an image speaks of its unikernel are well-formed and say the same. */
final class CarrierCheck {
    private static final String CONVERT = "juke convert writes all three anew";

    private final Said said;
    private final List<Finding> findings;

    private CarrierCheck(Said said, List<Finding> findings) {
        this.said = said;
        this.findings = findings;
    }

    static void check(Said said, Image image, boolean behindIndex, List<Finding> findings) {
        findings.addAll(said.findings());
        CarrierCheck check = new CarrierCheck(said, findings);
        if (said.kraftKit()) {
            findings.add(Finding.error(
                    About.IMAGE,
                    "the image is KraftKit's: it says nothing in the keys that container runtimes read",
                    "juke convert IMAGE -t NAME"));
        } else if (!said.isUnikernel()) {
            findings.add(Finding.error(
                    About.METADATA,
                    "the image says nothing of a unikernel, neither in labels nor annotations nor /urunc.json",
                    "package it with juke build"));
            return;
        } else {
            said.carriers().forEach(check::form);
            check.absent(behindIndex);
            check.equal();
        }
        check.values();
        check.command(image);
    }

    private void form(Carrier carrier) {
        boolean json = carrier.equals(said.json());
        switch (carrier.form()) {
            case PLAIN -> {
                if (json && carrier.speaks()) {
                    findings.add(Finding.error(
                            About.METADATA,
                            carrier.name() + " holds plain text, and every reader decodes it as base64",
                            CONVERT));
                }
            }
            case BASE64 -> {
                if (!json) {
                    findings.add(Finding.warning(
                            About.METADATA,
                            "the " + carrier.name()
                                    + " are in base64, as bima wrote them: urunc from 2026 takes them as they are",
                            CONVERT));
                }
            }
            case TWICE ->
                findings.add(Finding.error(
                        About.METADATA, carrier.name() + " is in base64 twice: a reader gets base64", CONVERT));
        }
        for (Map.Entry<Key, String> entry : carrier.values().entrySet()) {
            if (entry.getValue().isEmpty() && entry.getKey() != Key.CMDLINE) {
                findings.add(Finding.note(
                        About.METADATA,
                        carrier.name() + ": " + entry.getKey().fullName() + " is empty",
                        "leave out what is not there"));
            }
        }
        if (carrier.values().containsKey(Key.USE_DM_BLOCK)) {
            findings.add(Finding.note(
                    About.METADATA,
                    carrier.name() + ": " + Key.USE_DM_BLOCK.fullName() + " is what urunc up to 0.5.0 read; now it is "
                            + Key.MOUNT_ROOTFS.fullName(),
                    CONVERT));
        }
    }

    private void absent(boolean behindIndex) {
        if (!said.json().speaks()) {
            findings.add(Finding.warning(
                    About.METADATA,
                    "there is no /urunc.json: a runtime that is not told of labels or annotations (Docker, Podman, CRI-O)"
                            + " takes the image for an ordinary container",
                    CONVERT));
        }
        if (!said.labels().speaks() && !said.annotations().speaks()) {
            findings.add(Finding.note(
                    About.METADATA,
                    "neither labels nor annotations speak of the unikernel, only /urunc.json",
                    CONVERT));
        }
        if (behindIndex) {
            List<String> hidden = new ArrayList<>();
            said.annotations().values().forEach((key, value) -> {
                if (!value.isEmpty() && said.labels().get(key).isEmpty()) {
                    hidden.add(key.fullName());
                }
            });
            if (!hidden.isEmpty()) {
                findings.add(Finding.warning(
                        About.IMAGE,
                        "the image lies behind an index, where containerd's runtimes do not see the manifest's annotations,"
                                + " and no label says " + String.join(", ", hidden),
                        "say it in labels, too"));
            }
        }
    }

    private void equal() {
        List<Carrier> speaking =
                said.carriers().stream().filter(Carrier::speaks).toList();
        for (Key key : said.values().keySet()) {
            List<String> words = new ArrayList<>();
            List<String> silent = new ArrayList<>();
            String first = "";
            boolean differ = false;
            for (Carrier carrier : speaking) {
                String value = carrier.get(key);
                if (value.isEmpty()) {
                    silent.add(carrier.name());
                } else {
                    differ |= !first.isEmpty() && !first.equals(value);
                    first = first.isEmpty() ? value : first;
                    words.add("'" + value + "' in " + carrier.name());
                }
            }
            if (differ) {
                findings.add(Finding.error(
                        About.METADATA,
                        key.fullName() + " is " + String.join(", but ", words),
                        "make them equal: " + CONVERT));
            } else if (!silent.isEmpty()) {
                // A Containerfile's labels stay as they were written, and its defaults stand elsewhere.
                boolean harmless = silent.equals(List.of("labels"));
                String message = key.fullName() + " is not in " + String.join(" and ", silent);
                findings.add(
                        harmless
                                ? Finding.note(About.METADATA, message, CONVERT)
                                : Finding.warning(About.METADATA, message, CONVERT));
            }
        }
    }

    private void values() {
        for (Key key : List.of(Key.UNIKERNEL_TYPE, Key.HYPERVISOR, Key.BINARY)) {
            if (!said.values().containsKey(key)) {
                findings.add(Finding.error(About.METADATA, key.fullName() + " is missing", "say it"));
            }
        }
        said.values().forEach((key, value) -> {
            try {
                Metadata.check(key, value, said.sources().getOrDefault(key, ""));
            } catch (JukeException e) {
                findings.add(Finding.of(About.METADATA, e));
            }
        });
    }

    private void command(Image image) {
        List<String> words = new ArrayList<>(image.config().entrypoint());
        words.addAll(image.config().cmd());
        String cmdline = said.values().getOrDefault(Key.CMDLINE, "");
        if (words.isEmpty()) {
            findings.add(Finding.warning(
                    About.COMMAND,
                    "the image has no command: Podman and Docker run it only when they are given one",
                    "add cmd"));
        } else if (!cmdline.isEmpty()
                && !String.join(" ", words).equals(cmdline)
                && !String.join(" ", image.config().cmd()).equals(cmdline)) {
            findings.add(Finding.warning(
                    About.COMMAND,
                    "the image's command is '" + String.join(" ", words) + "', which a runtime takes, and not cmdline '"
                            + cmdline + "'",
                    "make them equal"));
        }
    }
}
