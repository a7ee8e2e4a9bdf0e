/* SPDX-License-Identifier: Apache-2.0 */
package dev.juke.pack.check;

import java.util.ArrayList;
import java.util.List;

/** All checks of whether the parts of a unikernel fit together. None of them writes, runs or unpacks anything. */
public final class Checks {
    private Checks() {}

    /** What they find, in the order in which a person would look. */
    public static List<Finding> of(Subject subject) {
        List<Finding> findings = new ArrayList<>();
        Guests.check(subject, findings);
        KernelCheck.check(subject, findings);
        Solo5Check.check(subject, findings);
        RootfsCheck.check(subject, findings);
        CommandCheck.check(subject, findings);
        return List.copyOf(findings);
    }
}
